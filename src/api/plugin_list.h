/* SPDX-License-Identifier: MIT */
#ifndef API_PLUGIN_LIST_H
#define API_PLUGIN_LIST_H

#include "plugin/plugin.h"

struct template;

/* Prints all plugins that can be found by name and, if there is a template, those that it names by
 * path. One that is refused is listed with the reason. Returns an exit code. */
int plugin_list_show(const struct plugin_search *search, const struct template *template, int json);

#endif
