/* SPDX-License-Identifier: MIT */
#ifndef PLUGIN_LINKED_H
#define PLUGIN_LINKED_H

#include "base/name.h"
#include "reeve/plugin.h"

/* The linked plugin of this name, unchecked; or NULL. */
const struct reeve_plugin *linked_find(const char *name);

/* Makes ret_near the nearest of the linked names, if one is nearer than what it holds ("": none).
 */
void linked_nearest(const char *name, char ret_near[NAME_MAX_LENGTH + 1]);

#endif
