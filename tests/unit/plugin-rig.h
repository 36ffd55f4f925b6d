/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PLUGIN_RIG_H
#define TESTS_PLUGIN_RIG_H

/* Each test has a directory of its own below one that main() removes, whatever became of the test.
 * Fixtures are copied there, so that the build tree's owner and modes do not matter. */

#include <check.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "plugin/plugin.h"

extern char rig_top[200];
extern const char *const *const rig_only_top; /* a list of directories: that one */
extern struct reeve_error rig_error;	      /* of the last load */

/* A path below the directory; one of four that are used in turn. */
const char *rig_in_top(const char *name);
/* Always a new file: one that is loaded must not change under its process. */
void rig_put(const char *path, const void *data, size_t length);
/* The bytes of a plugin that was built for the tests. The caller frees. */
struct buffer rig_fixture(const char *name);
/* Copies a fixture to a path below the directory, or to NAME.so there. Returns the path. */
const char *rig_copy(const char *name, const char *target);
const char *rig_copy_same(const char *name);

/* NULL: it was refused, and rig_error says why. kind 0: any. */
struct plugin *rig_load_from(
	const char *const *directories, const char *name, enum reeve_kind kind);
struct plugin *rig_load(const char *name);
void rig_expect_loads(const char *name);
void rig_expect_refused(const char *name, int code, const char *format, ...) REEVE_PRINTF(3, 4);
/* What the action returned. */
int rig_run_and_free(struct plugin *plugin);

/* What main() does: the tests that add() adds, each in a directory of its own. */
int rig_run(const char *name, void (*add)(TCase *tests));

#endif
