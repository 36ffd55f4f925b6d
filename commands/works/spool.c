/* SPDX-License-Identifier: MIT */
/* Takes files out of a directory and leaves each of them compressed in another. Its config:
 *
 * - dir: where files appear; put them there whole, by rename, or under a name with a leading dot
 * - done: where NAME.gz is put
 * - claims: where files are while somebody works on them, on the file system of dir; by default the
 *   directory "claimed" in dir
 * - level: of compression, 1 to 9; by default 6
 * - sync: false: do not wait until a result is on disk
 *
 * Each run does one file. It is claimed by renaming it into a directory that belongs to this worker
 * alone (claims/PROGRAM.INSTANCE, locked), compressed into a file without a public name, put in
 * place under a name that was free, and only then is the claim removed. So a file is at any moment
 * in dir, claimed, or done, whole; whoever dies on the way leaves a claim that its successor
 * finishes, or any other worker of the program once nobody has that directory locked. A file that
 * cannot be read is set aside as claims/failed/NAME. */
#define _GNU_SOURCE

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <reeve/plugin.h>
#include <reeve/worker.h>

#include "claims.h"
#include "gzip.h"

#define TWINS_MAX 10000 /* results of one name */
#define FAILED "failed"
#define LOOK_SECONDS 10 /* between looks for claims of workers that are no more */

struct spool {
	struct reeve_worker *worker;
	DIR *in; /* the cursor stays where the last run left it */
	int donefd;
	int claimsfd;
	int claimfd; /* our own directory below claims; locked */
	bool sync;
	time_t look_again; /* monotonic */
	struct gzip gzip;
	char own[128];	     /* PROGRAM.INSTANCE */
	char temporary[200]; /* in done; no other worker's, and that of our predecessor */
};

/* File names are bytes of others: only harmless ones are shown. Good until the next call. */
static const char *show(const char *name)
{
	static char text[NAME_MAX + 1];
	size_t i;

	for (i = 0; i < NAME_MAX && name[i]; i++)
		text[i] = name[i] >= ' ' && name[i] <= '~' ? name[i] : '?';
	text[i] = '\0';
	return text;
}

static int fail(struct spool *spool, const char *what, const char *name)
{
	return reeve_worker_fail(
		spool->worker, "cannot %s '%s': %s", what, show(name), strerror(errno));
}

/* Makes path and what is missing above it. Returns its descriptor, or -1 with errno set. */
static int make_directory(int dirfd, const char *path)
{
	char part[PATH_MAX];
	size_t length = strlen(path);

	if (length >= sizeof part) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(part, path, length + 1);
	for (size_t i = 1; i <= length; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		part[i] = '\0';
		if (mkdirat(dirfd, part, 0777) < 0 && errno != EEXIST)
			return -1;
		part[i] = path[i];
	}
	return openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Links, FIFOs, devices and directories are left where they are. */
static bool is_regular(int dirfd, const struct dirent *entry)
{
	struct stat status;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_REG;
	return fstatat(dirfd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(status.st_mode);
}

/* Puts the temporary file in place under the first name that is free. */
static enum gzip_outcome publish(struct spool *spool, const char *name, int claim)
{
	char result[NAME_MAX + 1];

	for (unsigned n = 1; n <= TWINS_MAX; n++) {
		gzip_name(name, n, result, sizeof result);
		if (claims_move(spool->donefd, spool->temporary, spool->donefd, result) == 0)
			return spool->sync && fsync(spool->donefd) < 0 ? GZIP_UNWRITABLE
								       : GZIP_DONE;
		if (errno == ENAMETOOLONG)
			return GZIP_UNREADABLE;
		if (errno != EEXIST)
			return GZIP_UNWRITABLE;
		if (gzip_holds(&spool->gzip, spool->donefd, result, claim))
			return GZIP_DONE;
	}
	errno = EEXIST;
	return GZIP_UNREADABLE;
}

/* Writes the result as the temporary file: as private and as old as its source, on disk. */
static enum gzip_outcome fill_temporary(
	struct spool *spool, int claim, const struct stat *status, int out)
{
	const struct timespec times[] = {status->st_atim, status->st_mtim};
	enum gzip_outcome outcome = gzip_copy(&spool->gzip, claim, out, spool->worker);

	if (outcome != GZIP_DONE)
		return outcome;
	if (fchmod(out, status->st_mode & 0777) < 0 || futimens(out, times) < 0)
		return GZIP_UNWRITABLE;
	return spool->sync && fsync(out) < 0 ? GZIP_UNWRITABLE : GZIP_DONE;
}

/* Leaves the result in done, or why not in errno. */
static enum gzip_outcome compress_claim(struct spool *spool, const char *name, int claim)
{
	struct stat status;
	enum gzip_outcome outcome;
	int out, why;

	if (fstat(claim, &status) < 0 || !S_ISREG(status.st_mode))
		return GZIP_UNREADABLE;
	unlinkat(spool->donefd, spool->temporary, 0);
	out = openat(
		spool->donefd, spool->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0)
		return GZIP_UNWRITABLE;
	outcome = fill_temporary(spool, claim, &status, out);
	if (outcome == GZIP_DONE)
		outcome = publish(spool, name, claim);
	why = errno;
	close(out);
	unlinkat(spool->donefd, spool->temporary, 0);
	errno = why;
	return outcome;
}

/* Moves a claim out of the way, to be looked at by a person: nothing is ever thrown away. */
static int set_aside(struct spool *spool, const char *name)
{
	int why = errno, failedfd = make_directory(spool->claimsfd, FAILED);
	int result = failedfd < 0 ? -1 : claims_move(spool->claimfd, name, failedfd, name);

	if (failedfd >= 0)
		close(failedfd);
	if (result < 0)
		return fail(spool, "set aside", name);
	fprintf(stderr, "spool: '%s' is set aside: %s\n", show(name),
		why ? strerror(why) : "not a regular file");
	return 0;
}

/* Does one file of our claim directory. Returns 0 if there is nothing to keep the worker from going
 * on. */
static int work_off(struct spool *spool, const char *name)
{
	int claim = openat(spool->claimfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	enum gzip_outcome outcome = GZIP_UNREADABLE;
	int why;

	if (claim >= 0) {
		errno = 0;
		outcome = compress_claim(spool, name, claim);
		why = errno;
		close(claim);
		errno = why;
	}
	switch (outcome) {
	case GZIP_DONE:
		return unlinkat(spool->claimfd, name, 0) < 0 ? fail(spool, "remove", name) : 0;
	case GZIP_UNREADABLE:
		return set_aside(spool, name);
	case GZIP_STOPPED:
		/* For anybody, not only for our successor; where the name is taken again, for it.
		 */
		claims_move(spool->claimfd, name, dirfd(spool->in), name);
		return 0;
	default:
		return fail(spool, "write the result of", name);
	}
}

/* Finishes what a predecessor of our number had claimed. */
static int finish_claims(struct spool *spool)
{
	int fd = openat(spool->claimfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *claims = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int result = 0;

	if (!claims) {
		if (fd >= 0)
			close(fd);
		return fail(spool, "read", "claims");
	}
	while (result == 0 && !reeve_worker_stopping(spool->worker) && (entry = readdir(claims)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			result = work_off(spool, entry->d_name);
	closedir(claims);
	return result;
}

static void fini(struct reeve_worker *worker, void *state)
{
	struct spool *spool = state;

	if (!spool)
		return;
	if (spool->in)
		closedir(spool->in);
	if (spool->donefd >= 0)
		close(spool->donefd);
	if (spool->claimfd >= 0)
		close(spool->claimfd);
	if (spool->claimsfd >= 0)
		close(spool->claimsfd);
	gzip_done(&spool->gzip);
	free(spool);
}

static int open_claims(struct spool *spool)
{
	const char *path = reeve_worker_config_text(spool->worker, "claims", NULL);

	snprintf(spool->own, sizeof spool->own, "%s.%u", reeve_worker_program(spool->worker),
		reeve_worker_instance(spool->worker));
	spool->claimsfd =
		make_directory(path ? AT_FDCWD : dirfd(spool->in), path ? path : "claimed");
	if (spool->claimsfd < 0)
		return fail(spool, "open", path ? path : "claimed");
	spool->claimfd = make_directory(spool->claimsfd, spool->own);
	if (spool->claimfd < 0)
		return fail(spool, "open", spool->own);
	/* Two commands that share a directory would finish each other's claims. */
	if (!claims_lock(spool->claimfd))
		return reeve_worker_fail(
			spool->worker, "the claims of '%s' are another process's", spool->own);
	if (claims_temporary(
		    spool->claimfd, spool->own, spool->temporary, sizeof spool->temporary) < 0)
		return fail(spool, "look at", spool->own);
	return 0;
}

static int open_directories(struct spool *spool)
{
	const char *in = reeve_worker_config_text(spool->worker, "dir", NULL);
	const char *done = reeve_worker_config_text(spool->worker, "done", NULL);
	int infd;

	if (!in || !done)
		return reeve_worker_fail(spool->worker, "config has no '%s'", in ? "done" : "dir");
	infd = make_directory(AT_FDCWD, in);
	spool->in = infd < 0 ? NULL : fdopendir(infd);
	if (!spool->in) {
		if (infd >= 0)
			close(infd);
		return fail(spool, "open", in);
	}
	spool->donefd = make_directory(AT_FDCWD, done);
	if (spool->donefd < 0)
		return fail(spool, "open", done);
	return open_claims(spool);
}

static int start(struct spool *spool)
{
	int64_t level = reeve_worker_config_int(spool->worker, "level", 6);
	int result = open_directories(spool);

	if (result)
		return result;
	if (level < 1 || level > 9)
		return reeve_worker_fail(spool->worker, "config 'level' is 1 to 9");
	if (gzip_init(&spool->gzip, (int)level) < 0)
		return reeve_worker_fail(spool->worker, "cannot begin to compress");
	spool->sync = reeve_worker_config_bool(spool->worker, "sync", true);
	return finish_claims(spool);
}

static int init(struct reeve_worker *worker, void **ret_state)
{
	struct spool *spool = calloc(1, sizeof *spool);
	int result;

	if (!spool)
		return reeve_worker_fail(worker, "%s", strerror(ENOMEM));
	spool->worker = worker;
	spool->donefd = spool->claimsfd = spool->claimfd = -1;
	result = start(spool);
	if (result)
		fini(worker, spool);
	else
		*ret_state = spool;
	return result;
}

/* Claims the next file of the directory: *ret_name is NULL if a whole pass found none. */
static int claim_next(struct spool *spool, const char **ret_name)
{
	bool wrapped = false;

	*ret_name = NULL;
	for (;;) {
		const struct dirent *entry = readdir(spool->in);

		if (!entry && wrapped)
			return 0;
		if (!entry) {
			rewinddir(spool->in);
			wrapped = true;
			continue;
		}
		if (entry->d_name[0] == '.' || !is_regular(dirfd(spool->in), entry))
			continue;
		if (claims_move(dirfd(spool->in), entry->d_name, spool->claimfd, entry->d_name) ==
			0) {
			*ret_name = entry->d_name;
			return 0;
		}
		/* ENOENT: another worker was quicker. EEXIST: our successor has to do one of that
		 * name first. */
		if (errno != ENOENT && errno != EEXIST)
			return fail(spool, "claim", entry->d_name);
	}
}

/* Once for a while, and again as long as there are any. */
static const char *take_abandoned(struct spool *spool, char *taken)
{
	struct timespec now;
	const char *name;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	if (now.tv_sec < spool->look_again)
		return NULL;
	name = claims_take(spool->claimsfd, spool->own, spool->claimfd, spool->donefd, taken);
	if (!name)
		spool->look_again = now.tv_sec + LOOK_SECONDS;
	return name;
}

static int run(struct reeve_worker *worker, void *state)
{
	struct spool *spool = state;
	char taken[NAME_MAX + 1];
	const char *name = take_abandoned(spool, taken);
	int result = name ? 0 : claim_next(spool, &name);

	(void)worker;
	return result == 0 && name ? work_off(spool, name) : result;
}

REEVE_WORK("spool", "compress files out of a directory", .init = init, .run = run, .fini = fini);
