/* SPDX-License-Identifier: MIT */
#ifndef PLUGIN_DESCRIPTOR_H
#define PLUGIN_DESCRIPTOR_H

#include <stddef.h>

#include "base/error.h"
#include "plugin/plugin.h"

/* Checks the object that a plugin exports and copies it: magic, ABI, size, kind, name, summary,
 * then what its kind requires. Nothing beyond `available`, the bytes that the symbol has, is read.
 * path: of the file, whose name must be the plugin's, or the name alone of a linked one. kind 0:
 * any. Returns 0, or -1 with error filled. */
int descriptor_read(const void *symbol, size_t available, const char *path, enum reeve_kind kind,
	union plugin_descriptor *ret_descriptor, struct reeve_error *error);

#endif
