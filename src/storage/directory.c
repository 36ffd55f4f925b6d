/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "base/trust.h"

#define LINKS_MAX 40

/* Where we are. */
struct walk {
	const struct directory_request *request;
	struct reeve_error *error;
	int fd;		    /* of the directory reached (O_PATH) */
	struct buffer path; /* its path, without any link; "" is the root */
	char *rest;	    /* what is still to go */
	const char *at;	    /* within rest */
	unsigned links;
};

static const struct {
	unsigned long type;
	const char *name;
} networks[] = {
	{0x6969, "NFS"},
	{0x517B, "SMB"},
	{0xFF534D42, "CIFS"},
	{0xFE534D42, "SMB2"},
	{0x5346414F, "AFS"},
	{0x6B414653, "AFS"},
	{0x73757245, "Coda"},
	{0x564C, "NCP"},
	{0x00C36400, "Ceph"},
	{0x01021997, "9P"},
	{0x01161970, "GFS2"},
	{0x7461636F, "OCFS2"},
	{0x0BD00BD0, "Lustre"},
	{0x47504653, "GPFS"},
	{0x19830326, "BeeGFS"},
	{0x20030528, "OrangeFS"},
};

const char *directory_network_name(unsigned long type)
{
	for (size_t i = 0; i < sizeof networks / sizeof networks[0]; i++)
		if (networks[i].type == (type & UINT32_MAX))
			return networks[i].name;
	return NULL;
}

static const char *path_of(const struct walk *walk)
{
	return walk->path.length ? walk->path.data : "/";
}

/* "run directory '/srv/x/queue': '/srv' can be written by others ..., name another with ..." */
static int refuse(struct walk *walk, const char *reason, const char *remedy)
{
	const struct directory_request *request = walk->request;

	return error_set(walk->error, REEVE_EXIT_REFUSED,
		"%s '%s' is refused: '%s' %s: %s, or name another directory with %s", request->what,
		request->path, path_of(walk), reason, remedy, request->setting);
}

static int fail(struct walk *walk, const char *doing, int number)
{
	bool permission = number == EACCES || number == EPERM;

	return error_set(walk->error, permission ? REEVE_EXIT_PERMISSION : REEVE_EXIT_FAILED,
		"%s '%s': cannot %s '%s': %s", walk->request->what, walk->request->path, doing,
		path_of(walk), strerror(number));
}

static int check_owner(struct walk *walk, const struct stat *status, bool own)
{
	uid_t us = geteuid();
	char reason[80];

	if (status->st_uid == us || (status->st_uid == 0 && !own))
		return 0;
	snprintf(reason, sizeof reason, "belongs to uid %u, not to uid %u%s",
		(unsigned)status->st_uid, (unsigned)us, own || us == 0 ? "" : " or root");
	return refuse(walk, reason, own ? "remove it" : "give it to whom it should belong");
}

/* own: it is the directory asked for, and must be ours alone. */
static int check(struct walk *walk, const struct stat *status, bool own)
{
	char reason[80], remedy[80];
	mode_t mode = status->st_mode & 07777;

	if (check_owner(walk, status, own) < 0)
		return -1;
	if (!(mode & (S_IWGRP | S_IWOTH)) || (!own && (mode & S_ISVTX)))
		return 0;
	if (!own && !(mode & S_IWOTH) && !trust_is_shared(walk->fd, status))
		return 0;
	snprintf(reason, sizeof reason, "can be written by %s (mode %04o)",
		mode & S_IWOTH ? "everybody" : "its group", (unsigned)mode);
	snprintf(remedy, sizeof remedy, "'chmod %s' it", mode & S_IWOTH ? "go-w" : "g-w");
	return refuse(walk, reason, remedy);
}

/* True if nothing is left to go but what means the same place. */
static bool is_last(const struct walk *walk)
{
	const char *at = walk->at;

	for (;;) {
		at += strspn(at, "/");
		if (at[0] != '.' || (at[1] != '/' && at[1] != '\0'))
			return *at == '\0';
		at++;
	}
}

/* Steps into fd (taken), which the path already names. */
static int enter(struct walk *walk, int fd)
{
	struct stat status;

	fd_close(&walk->fd);
	walk->fd = fd;
	if (fstat(fd, &status) < 0)
		return fail(walk, "look at", errno);
	return check(walk, &status, walk->request->own && is_last(walk));
}

static int start_at_root(struct walk *walk)
{
	int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	buffer_clear(&walk->path);
	return fd < 0 ? fail(walk, "open", errno) : enter(walk, fd);
}

/* The link's text takes the place of its name in what is still to go. */
static int substitute(struct walk *walk, const char *target)
{
	char *rest;

	if (asprintf(&rest, "%s/%s", target, walk->at) < 0)
		return fail(walk, "follow", ENOMEM);
	free(walk->rest);
	walk->rest = rest;
	walk->at = rest;
	return target[0] == '/' ? start_at_root(walk) : 0;
}

static void forget_component(struct walk *walk)
{
	char *slash = walk->path.length ? strrchr(walk->path.data, '/') : NULL;

	walk->path.length = slash ? (size_t)(slash - walk->path.data) : 0;
	if (slash)
		*slash = '\0';
}

/* linkfd is of the link itself (O_PATH). */
static int follow(struct walk *walk, int linkfd)
{
	char target[PATH_MAX];
	struct stat status;
	ssize_t length;

	if (fstat(linkfd, &status) < 0)
		return fail(walk, "look at", errno);
	if (!S_ISLNK(status.st_mode))
		return fail(walk, "open", ENOTDIR);
	if (walk->request->own && is_last(walk))
		return refuse(walk, "is a symbolic link", "remove it");
	if (check_owner(walk, &status, false) < 0)
		return -1;
	if (++walk->links > LINKS_MAX)
		return fail(walk, "follow", ELOOP);
	length = readlinkat(linkfd, "", target, sizeof target - 1);
	if (length < 0)
		return fail(walk, "follow", errno);
	target[length] = '\0';
	forget_component(walk);
	return substitute(walk, target);
}

static int follow_name(struct walk *walk, const char *name)
{
	int fd = openat(walk->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int result;

	if (fd < 0)
		return fail(walk, "open", errno);
	result = follow(walk, fd);
	close(fd);
	return result;
}

/* Somebody else may have made it since: then that one is looked at like any other. */
static int make(struct walk *walk, const char *name)
{
	mode_t mode = is_last(walk) ? walk->request->mode : walk->request->parent_mode;

	if (mkdirat(walk->fd, name, mode) < 0)
		return errno == EEXIST ? 0 : fail(walk, "make", errno);
	/* The mode is what was asked for, whatever the umask. Only root and we can have put another
	 * thing in its place: the directory that it stands in was checked. */
	if (fchmodat(walk->fd, name, mode, 0) < 0)
		return fail(walk, "set the mode of", errno);
	return 0;
}

/* O_DIRECTORY: also what an automounter provides is there then. */
static int open_component(const struct walk *walk, const char *name)
{
	return openat(walk->fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static void add_component(struct walk *walk, const char *name)
{
	buffer_char(&walk->path, '/');
	buffer_text(&walk->path, name);
}

/* Returns 0, 1 (no such directory, and none is to be made) or -1. */
static int step(struct walk *walk, const char *name)
{
	int fd;

	add_component(walk, name);
	if (walk->path.failed)
		return fail(walk, "open", ENOMEM);
	fd = open_component(walk, name);
	if (fd < 0 && errno == ENOENT) {
		if (!walk->request->create)
			return 1;
		if (make(walk, name) < 0)
			return -1;
		fd = open_component(walk, name);
	}
	if (fd < 0 && (errno == ENOTDIR || errno == ELOOP))
		return follow_name(walk, name);
	if (fd < 0)
		return fail(walk, "open", errno);
	return enter(walk, fd);
}

static int step_up(struct walk *walk)
{
	int fd = openat(walk->fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return fail(walk, "leave", errno);
	forget_component(walk);
	return enter(walk, fd);
}

/* Returns 0, 1 (nothing there) or -1. */
static int walk_down(struct walk *walk)
{
	int result = start_at_root(walk);

	while (result == 0) {
		char name[NAME_MAX + 1];
		size_t length;

		walk->at += strspn(walk->at, "/");
		length = strcspn(walk->at, "/");
		if (length == 0)
			break;
		if (length > NAME_MAX)
			return fail(walk, "open a name of that length in", ENAMETOOLONG);
		memcpy(name, walk->at, length);
		name[length] = '\0';
		walk->at += length;
		if (strcmp(name, ".") == 0)
			continue;
		result = strcmp(name, "..") == 0 ? step_up(walk) : step(walk, name);
	}
	return result;
}

static int check_local(struct walk *walk, int fd)
{
	struct statfs status;
	const char *name;
	char reason[80];

	if (fstatfs(fd, &status) < 0)
		return fail(walk, "look at", errno);
	name = directory_network_name((unsigned long)status.f_type);
	if (!name)
		return 0;
	snprintf(reason, sizeof reason,
		"lies on a network file system (%s), where locks and mapped files fail", name);
	return refuse(walk, reason, "mount a local one there");
}

/* The same directory, now for reading and syncing. */
static int open_reached(struct walk *walk, int *ret_fd)
{
	int fd = openat(walk->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return fail(walk, "open", errno);
	if (walk->request->local && check_local(walk, fd) < 0) {
		close(fd);
		return -1;
	}
	*ret_fd = fd;
	return 0;
}

int directory_open(const struct directory_request *request, int *ret_fd, struct reeve_error *error)
{
	struct walk walk = {.request = request, .error = error, .fd = -1};
	int result;

	*ret_fd = -1;
	if (request->path[0] != '/')
		return error_set(error, REEVE_EXIT_REFUSED,
			"%s '%s' is refused: it is not an absolute path: mend %s", request->what,
			request->path, request->setting);
	walk.rest = strdup(request->path);
	walk.at = walk.rest;
	result = walk.rest ? walk_down(&walk) : fail(&walk, "open", ENOMEM);
	if (result == 0)
		result = open_reached(&walk, ret_fd);
	fd_close(&walk.fd);
	buffer_done(&walk.path);
	free(walk.rest);
	return result < 0 ? -1 : 0;
}
