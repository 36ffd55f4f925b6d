/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "plugin/linked.h"
#include "plugin/object.h"

int object_load(const struct plugin_search *search, const char *name, enum reeve_kind kind,
	struct plugin *plugin, struct reeve_error *error)
{
	char near[NAME_MAX_LENGTH + 1] = "", hint[NAME_MAX_LENGTH + 32] = "", shown[256];

	if (!strchr(name, '/'))
		linked_nearest(name, near);
	if (near[0])
		snprintf(hint, sizeof hint, ", did you mean '%s'?", near);
	return error_set(error, REEVE_EXIT_PLUGIN,
		"plugin '%s' is not part of this program, which is linked statically and cannot "
		"load one%s",
		text_show(shown, sizeof shown, name), hint);
}

void object_close(void *handle)
{
}
