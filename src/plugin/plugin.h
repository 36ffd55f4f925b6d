/* SPDX-License-Identifier: MIT */
#ifndef PLUGIN_PLUGIN_H
#define PLUGIN_PLUGIN_H

/* Finding, checking and loading plugins. Each refusal has its own sentence. */

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "reeve/plugin.h"

/* The descriptor as the host sees it: copied, what the plugin does not have is zero. */
union plugin_descriptor {
	struct reeve_plugin plugin;
	struct reeve_action action;
	struct reeve_option option;
	struct reeve_work work;
};

struct plugin {
	union plugin_descriptor descriptor;
	char *path;   /* of the file that was loaded; the name alone if it is linked in */
	void *handle; /* of dlopen; NULL: linked in */
};

struct plugin_search {
	const char *const *directories; /* the template's plugin_path, ended by NULL; or NULL */
	uid_t owner;			/* the template's owner, trusted too; (uid_t)-1: nobody */
};

/* Plugins that are linked into this program, its own and reeve's, ended by NULL: found by their
 * names before any file, in this order. The tables must live as long as the process; NULL: there
 * are none. */
void plugin_link(const struct reeve_plugin *const *own, const struct reeve_plugin *const *builtin);
bool plugin_is_linked(const char *name);

/* A name with "/" is taken as it is. Others: NAME.so in the search's directories, then in those of
 * $REEVE_PLUGIN_DIR (colons between) or, if that is not set (or the process is privileged), the
 * installed directory. Relative directories are refused. Opens nothing but, for a hint,
 * directories. Returns the path (the caller frees), or NULL with error filled (REEVE_EXIT_PLUGIN).
 */
char *plugin_find(const struct plugin_search *search, const char *name, struct reeve_error *error);

/* The paths of all files that plugin_find() would find by name, in the order of their names, ended
 * by NULL. Opens nothing but directories; what it cannot search is added to errors. The caller
 * frees with plugin_list_free(); NULL: out of memory. */
char **plugin_list(const struct plugin_search *search, struct error_list *errors);
void plugin_list_free(char **paths);

/* Finds, checks trust of file and directories, loads, checks the descriptor. kind 0: any. The file
 * that was checked is the file that is loaded. Of a linked plugin the descriptor is checked.
 * Returns 0, or -1 with error filled. */
int plugin_load(const struct plugin_search *search, const char *name, enum reeve_kind kind,
	struct plugin **ret_plugin, struct reeve_error *error);
void plugin_free(struct plugin *plugin);

/* "action", "option", "work"; NULL for a kind that cannot be loaded. */
const char *plugin_kind_name(unsigned kind);

#endif
