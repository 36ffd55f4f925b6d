/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_BIND_H
#define COMMAND_BIND_H

/* Which plugin stands behind each word of the grammar. Plugins are loaded when somebody asks for
 * them, and once. */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "command/grammar.h"
#include "config/template.h"
#include "plugin/plugin.h"

struct bound {
	const char *word;
	const char *plugin_name;       /* or its path */
	const struct binding *binding; /* the template's; NULL: by default */
	struct plugin *plugin;	       /* NULL: not loaded (yet) */
	struct reeve_error *refusal;   /* why it could not be loaded; NULL: not tried, or it was */
	const char *reason;	       /* the same without the word before it: in refusal */
};

struct bindings {
	const struct template *template;
	const struct grammar *grammar;
	struct bound *actions; /* as many as the grammar has */
	struct bound *options;
};

/* The template's bindings win over the default: an action's plugin has the action's name, the
 * options c, d, n and j are command, daemon, workers and json, the others have the plugin of their
 * name. Adds an error for each binding of a word that the grammar does not have. Returns 0, or -1
 * if there is any; bindings_done() frees in both cases. */
int bindings_init(struct bindings *ret_bindings, const struct template *template,
	const struct grammar *grammar, struct error_list *errors);
void bindings_done(struct bindings *bindings);

/* The plugin of a word, loaded and checked; NULL with *ret_refusal: led by the word, with the line
 * of the binding or of usage; NULL there too: no memory. */
const struct reeve_action *bindings_action(
	struct bindings *bindings, size_t action, const struct reeve_error **ret_refusal);
const struct reeve_option *bindings_option(
	struct bindings *bindings, size_t option, const struct reeve_error **ret_refusal);

/* Does the option mean anything to the action? The template's list says, else the option's plugin,
 * which names plugins. Where a plugin cannot be loaded: true. */
bool bindings_applies(struct bindings *bindings, size_t action, size_t option);

/* The search for plugins that a template stands for. */
struct plugin_search bindings_search(const struct template *template);

#endif
