/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "watcher/sight.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "reeve/error.h"

#define GOES (IN_DELETE_SELF | IN_MOVE_SELF)
/* Whoever keeps a file open and writes to it has not changed it yet: a log would never be quiet. */
#define CHANGES (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | GOES)

/* A watched directory. Of one that is watched for what it is to hold, `names` are of interest;
 * `inside`: everything is. */
struct directory {
	int wd;
	bool inside;
	char *path;
};

/* A name of interest in a directory that is not watched as a whole. */
struct anchor {
	int wd;
	bool is_path; /* the watched path itself: else a directory on the way to it */
	const char *name;
	size_t length;
};

/* Made once, until a scan goes by without it. */
struct complaint {
	bool said, holds;
};

struct sight {
	const struct sight_spec *spec;
	int fd;
	struct directory *directories; /* sorted by wd */
	size_t count, room;
	struct anchor *anchors; /* at most one per path */
	bool *there;		/* whether each path was, at the last scan */
	size_t path_count, anchor_count;
	bool scanned, stale;
	struct complaint overfull, refused;
};

struct sight *sight_new(const struct sight_spec *spec)
{
	struct sight *sight = calloc(1, sizeof *sight);

	if (!sight)
		return NULL;
	sight->spec = spec;
	sight->fd = -1;
	while (spec->paths[sight->path_count])
		sight->path_count++;
	sight->anchors = calloc(sight->path_count + 1, sizeof *sight->anchors);
	sight->there = calloc(sight->path_count + 1, sizeof *sight->there);
	if (sight->anchors && sight->there)
		return sight;
	sight_free(sight);
	return NULL;
}

static void forget(struct sight *sight)
{
	for (size_t i = 0; i < sight->count; i++)
		free(sight->directories[i].path);
	sight->count = sight->anchor_count = 0;
	fd_close(&sight->fd);
}

void sight_free(struct sight *sight)
{
	if (!sight)
		return;
	forget(sight);
	free(sight->directories);
	free(sight->anchors);
	free(sight->there);
	free(sight);
}

static void complain(struct sight *sight, struct complaint *complaint, const char *format, ...)
	REEVE_PRINTF(3, 4);

static void complain(struct sight *sight, struct complaint *complaint, const char *format, ...)
{
	va_list arguments;
	char text[512];

	complaint->holds = true;
	if (complaint->said)
		return;
	complaint->said = true;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	sight->spec->complain(sight->spec->data, text);
}

static bool is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 && (path[length] == '/' || !path[length]);
}

static bool is_ignored(const struct sight *sight, const char *path, const char *name)
{
	if (sight->spec->never && is_below(path, sight->spec->never))
		return true;
	for (char *const *pattern = sight->spec->ignored; *pattern; pattern++)
		if (fnmatch(*pattern, strchr(*pattern, '/') ? path : name, FNM_PATHNAME) == 0)
			return true;
	return false;
}

/* The first directory with this wd or a higher one. */
static size_t place_of(const struct sight *sight, int wd)
{
	size_t low = 0, high = sight->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sight->directories[middle].wd < wd)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct directory *find(const struct sight *sight, int wd)
{
	size_t place = place_of(sight, wd);

	return place < sight->count && sight->directories[place].wd == wd
		       ? &sight->directories[place]
		       : NULL;
}

static bool make_room(struct sight *sight)
{
	size_t room = sight->room ? sight->room * 2 : 64;
	struct directory *directories;

	if (sight->count < sight->room)
		return true;
	directories = realloc(sight->directories, room * sizeof *directories);
	if (!directories)
		return false;
	sight->directories = directories;
	sight->room = room;
	return true;
}

/* Returns the wd; -1: it cannot be watched, or is not there. */
static int watch(struct sight *sight, const char *path, uint32_t mask, bool inside)
{
	struct directory *known;
	size_t place;
	char *copy;
	int wd;

	if (sight->count >= SIGHT_DIRECTORIES_MAX) {
		complain(sight, &sight->overfull,
			"there are too many directories to watch: '%s' and others are not, see "
			"watch_ignore",
			path);
		return -1;
	}
	wd = inotify_add_watch(sight->fd, path, mask | IN_ONLYDIR | IN_MASK_ADD);
	if (wd < 0 && errno == ENOSPC)
		complain(sight, &sight->refused,
			"the kernel watches no more directories for this user: '%s' and others are "
			"not watched, see fs.inotify.max_user_watches",
			path);
	if (wd < 0)
		return -1;
	known = find(sight, wd);
	if (known) {
		known->inside |= inside;
		return wd;
	}
	copy = make_room(sight) ? strdup(path) : NULL;
	if (!copy) {
		inotify_rm_watch(sight->fd, wd);
		return -1;
	}
	place = place_of(sight, wd);
	memmove(&sight->directories[place + 1], &sight->directories[place],
		(sight->count - place) * sizeof *sight->directories);
	sight->directories[place] = (struct directory){wd, inside, copy};
	sight->count++;
	return wd;
}

static bool is_directory(const struct dirent *entry, const char *path)
{
	struct stat status;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* A directory and all below it, links apart. path has room for PATH_MAX. */
static void walk(struct sight *sight, char *path, unsigned depth)
{
	size_t length = strcmp(path, "/") ? strlen(path) : 0;
	struct dirent *entry;
	DIR *directory;

	/* Watched before it is read: what comes in between is seen by one of the two. */
	if (watch(sight, path, CHANGES, true) < 0 || depth == SIGHT_DEPTH_MAX)
		return;
	directory = opendir(path);
	while (directory && (entry = readdir(directory))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
			length + strlen(entry->d_name) + 2 > PATH_MAX)
			continue;
		snprintf(path + length, PATH_MAX - length, "/%s", entry->d_name);
		if (is_directory(entry, path) && !is_ignored(sight, path, entry->d_name))
			walk(sight, path, depth + 1);
		path[length ? length : 1] = '\0';
	}
	if (directory)
		closedir(directory);
}

/* The nearest directory above `path` that is there, and what is awaited in it. Of those above that
 * it matters only that they stay: a name in a busy one wakes nobody. */
static void watch_above(struct sight *sight, const char *path)
{
	char above[PATH_MAX];
	const char *name = path + strlen(path);
	bool is_path = true, found = false;

	for (;;) {
		size_t length;
		int wd;

		while (name > path && name[-1] == '/')
			name--;
		while (name > path && name[-1] != '/')
			name--;
		if (name == path || (found && name == path + 1))
			return;
		length = name > path + 1 ? (size_t)(name - path) - 1 : 1;
		snprintf(above, sizeof above, "%.*s", (int)length, path);
		wd = watch(sight, above, found ? GOES : CHANGES, false);
		if (wd >= 0 && !found) {
			found = true;
			sight->anchors[sight->anchor_count++] =
				(struct anchor){wd, is_path, name, strcspn(name, "/")};
		}
		is_path = false;
	}
}

const char *sight_scan(struct sight *sight)
{
	const char *differs = NULL;

	forget(sight);
	sight->stale = sight->overfull.holds = sight->refused.holds = false;
	sight->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (sight->fd < 0) {
		complain(sight, &sight->refused, "nothing can be watched: %s", strerror(errno));
		return NULL;
	}
	for (size_t i = 0; i < sight->path_count; i++) {
		char path[PATH_MAX];
		struct stat status;
		bool there;

		snprintf(path, sizeof path, "%s", sight->spec->paths[i]);
		watch_above(sight, sight->spec->paths[i]);
		there = stat(path, &status) == 0;
		if (there && S_ISDIR(status.st_mode))
			walk(sight, path, 0);
		if (!differs && sight->scanned && there != sight->there[i])
			differs = sight->spec->paths[i];
		sight->there[i] = there;
	}
	sight->scanned = true;
	sight->overfull.said = sight->overfull.holds;
	sight->refused.said = sight->refused.holds;
	return differs;
}

int sight_fd(const struct sight *sight)
{
	return sight->fd;
}

bool sight_is_stale(const struct sight *sight)
{
	return sight->stale;
}

static const struct anchor *find_anchor(const struct sight *sight, int wd, const char *name)
{
	for (size_t i = 0; i < sight->anchor_count; i++) {
		const struct anchor *anchor = &sight->anchors[i];

		if (anchor->wd == wd && strlen(name) == anchor->length &&
			strncmp(name, anchor->name, anchor->length) == 0)
			return anchor;
	}
	return NULL;
}

static void drop(struct sight *sight, struct directory *directory)
{
	size_t place = (size_t)(directory - sight->directories);

	free(directory->path);
	sight->count--;
	memmove(directory, directory + 1, (sight->count - place) * sizeof *directory);
}

/* True if it is a change; its path is in changed then. */
static bool take(struct sight *sight, const struct inotify_event *event, char *changed, size_t size)
{
	const char *name = event->len ? event->name : "";
	const struct anchor *anchor;
	struct directory *directory;
	char path[PATH_MAX];

	if (event->mask & IN_Q_OVERFLOW) {
		sight->stale = true;
		snprintf(changed, size, "more than could be followed");
		return true;
	}
	directory = find(sight, event->wd);
	if (!directory)
		return false;
	if (event->mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) {
		sight->stale = true;
		snprintf(changed, size, "%s", directory->path);
		if (event->mask & IN_IGNORED)
			drop(sight, directory);
		return false; /* whoever holds it tells of it too */
	}
	snprintf(path, sizeof path, "%s/%s", strcmp(directory->path, "/") ? directory->path : "",
		name);
	anchor = find_anchor(sight, event->wd, name);
	if (anchor && (event->mask & ~(uint32_t)IN_CLOSE_WRITE))
		sight->stale = true;
	if (!(anchor && anchor->is_path) && (!directory->inside || is_ignored(sight, path, name)))
		return false;
	if (event->mask & IN_ISDIR)
		sight->stale = true;
	snprintf(changed, size, "%s", path);
	return true;
}

bool sight_read(struct sight *sight, char *changed, size_t size)
{
	_Alignas(struct inotify_event) char events[16384];
	bool any = false;
	ssize_t n;

	while ((n = read(sight->fd, events, sizeof events)) > 0)
		for (char *at = events; at < events + n;) {
			const struct inotify_event *event = (const struct inotify_event *)at;
			char ignored[8];

			/* The first one is the one that is named. */
			any |= take(
				sight, event, any ? ignored : changed, any ? sizeof ignored : size);
			at += sizeof *event + event->len;
		}
	return any;
}
