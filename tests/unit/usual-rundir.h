/* SPDX-License-Identifier: MIT */
#ifndef TESTS_USUAL_RUNDIR_H
#define TESTS_USUAL_RUNDIR_H

/* A scratch directory that the environment names as the place of run and state directories. */

#include "scratch.h"
#include "storage/rundir.h"

static char run[PATH_MAX + 64]; /* <scratch>/run: not made yet */
static const struct places nowhere;

static inline void set_up(void)
{
	scratch_set_up();
	snprintf(run, sizeof run, "%s/state", scratch_path);
	setenv("REEVE_STATE_DIR", run, 1);
	snprintf(run, sizeof run, "%s/run", scratch_path);
	setenv("REEVE_RUN_DIR", run, 1);
}

static inline void tear_down(void)
{
	unsetenv("REEVE_RUN_DIR");
	unsetenv("REEVE_STATE_DIR");
	scratch_tear_down();
}

/* The path of name in it; four of them last at a time. */
static inline const char *below(const char *name)
{
	static char texts[4][PATH_MAX + 300];
	static unsigned next;
	char *text = texts[next++ % 4];

	snprintf(text, sizeof texts[0], "%s/%s", scratch_path, name);
	return text;
}

/* Fails twice, without and with making things: with this code, these words, and no descriptor left.
 */
static inline void assert_fails(const struct places *places, int code, const char *words)
{
	unsigned fds = scratch_count_fds();
	struct reeve_error error = {0};
	struct rundir rundir;

	for (int create = 0; create < 2; create++) {
		ck_assert_int_eq(rundir_open(places, "queue", create, &rundir, &error), -1);
		ck_assert_msg(error.code == code, "%d: %s", error.code, error.text);
		ck_assert_msg(strstr(error.text, words), "%s", error.text);
		ck_assert_int_eq(rundir.fd, -1);
		ck_assert_ptr_null(rundir.path);
	}
	ck_assert_uint_eq(scratch_count_fds(), fds);
}

/* A directory of exactly this mode. */
static inline void make(const char *name, mode_t mode)
{
	ck_assert_int_eq(mkdirat(scratch_fd, name, mode), 0);
	ck_assert_int_eq(fchmodat(scratch_fd, name, mode, 0), 0);
}

static inline bool is_same(int fd, const char *path)
{
	struct stat one, other;

	return fstat(fd, &one) == 0 && stat(path, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

#endif
