/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

/* A directory of its own for each test, below $TMPDIR, and what tests of files need around it. */

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char scratch_root[PATH_MAX]; /* of the whole program: what failed tests leave goes with it */
static char scratch_path[PATH_MAX + 16];
static int scratch_fd = -1;

/* By descriptor: a path from the root may be longer than any call takes (and nftw() aborts then).
 */
static inline void scratch_remove(int dirfd, const char *name)
{
	struct dirent *entry;
	DIR *directory;
	int fd;

	if (unlinkat(dirfd, name, 0) == 0)
		return;
	fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	directory = fd < 0 ? NULL : fdopendir(fd);
	while (directory && (entry = readdir(directory)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			scratch_remove(fd, entry->d_name);
	if (directory)
		closedir(directory);
	unlinkat(dirfd, name, AT_REMOVEDIR);
}

static inline void scratch_set_up(void)
{
	snprintf(scratch_path, sizeof scratch_path, "%s/XXXXXX", scratch_root);
	if (!mkdtemp(scratch_path))
		ck_abort_msg("cannot make %s", scratch_path);
	scratch_fd = open(scratch_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(scratch_fd, 0);
}

static inline void scratch_tear_down(void)
{
	close(scratch_fd);
	scratch_fd = -1;
	scratch_remove(AT_FDCWD, scratch_path);
}

/* Puts bytes into a new file of this mode. */
static inline void scratch_write(const char *name, const void *data, size_t size, mode_t mode)
{
	int fd = openat(scratch_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, data, size), (ssize_t)size);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

static inline mode_t scratch_mode(const char *name)
{
	struct stat status;

	ck_assert_int_eq(fstatat(scratch_fd, name, &status, AT_SYMLINK_NOFOLLOW), 0);
	return status.st_mode & 07777;
}

static inline bool scratch_exists(const char *name)
{
	return faccessat(scratch_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static inline unsigned scratch_count_entries(const char *path)
{
	DIR *directory = opendir(path);
	unsigned count = 0;

	ck_assert_ptr_nonnull(directory);
	while (readdir(directory))
		count++;
	closedir(directory);
	return count;
}

static inline unsigned scratch_count_fds(void)
{
	return scratch_count_entries("/proc/self/fd");
}

/* Waits for a child of the test's own. Returns its exit code, or 1000 + the signal that ended it.
 */
static inline int scratch_wait(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Runs body in a child of its own (another uid, another mount namespace): 0 is success, else the
 * line that failed. */
static inline int scratch_in_child(int (*body)(void))
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		int line = body();

		_exit(line == 0 ? 0 : line % 250 + 1);
	}
	return scratch_wait(pid);
}

/* Within such a body. */
#define CHECK_OR_RETURN(condition)                                                              \
	do {                                                                                    \
		if (!(condition)) {                                                             \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
			return __LINE__;                                                        \
		}                                                                               \
	} while (0)

/* In such a body: a mount namespace of its own with a new tmpfs on path. Returns 0 or -1. */
static inline int scratch_mount(const char *path, const char *options, unsigned long flags)
{
	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -1;
	return mount("none", path, "tmpfs", flags, options);
}

/* False where nothing can be mounted (no root): there is no disk to fill then. Asserts nothing, so
 * main() can ask. */
static inline bool scratch_can_mount(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(scratch_mount("/tmp", "size=64k", 0) < 0);
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* Runs it all; for main() to return. */
static inline int scratch_run(Suite *suite)
{
	const char *base = getenv("TMPDIR");
	SRunner *runner = srunner_create(suite);
	int failed;

	snprintf(scratch_root, sizeof scratch_root, "%s/reeve-unit-XXXXXX",
		base && base[0] == '/' ? base : "/tmp");
	if (!mkdtemp(scratch_root) || chmod(scratch_root, 0755) < 0) {
		perror(scratch_root);
		return EXIT_FAILURE;
	}
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	scratch_remove(AT_FDCWD, scratch_root);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
