/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_LEVEL_H
#define CONFIG_LEVEL_H

/* One parsed configuration file: the template, or a site file that gives it defaults. */

#include <libconfig.h>
#include <stdbool.h>

#include "base/error.h"
#include "config/environment.h"
#include "config/source.h"

#define LEVEL_TEXT_NAME "resolved template" /* the file of errors in a text from memory */

struct level {
	struct source source;
	config_t config;
	bool parsed;
	unsigned scope;		    /* SCOPE_* of the keys at its top */
	char *base;		    /* what its relative paths start from */
	struct variables variables; /* of its env_file */
	struct error_list *unset;   /* see level_expand(); not owned */
	bool is_open;		    /* there is such a text */
};

/* Reads and parses; a syntax error is the only one reported then. Returns 0, or -1 with errors
 * added. level_close() is due in both cases. */
int level_open(struct level *level, const char *path, uid_t owner, unsigned scope,
	struct error_list *errors);
int level_open_text(struct level *level, const char *text, size_t length, unsigned scope,
	struct error_list *errors);
void level_close(struct level *level);

const config_setting_t *level_root(const struct level *level);

/* Expands ${NAME} in every text, once: base and env_file first, from the environment alone; then
 * the others, for which the level's own variables count too. A text with a name that is not set
 * stays as it is and is noted in unset; NULL: that is an error. */
void level_expand(struct level *level, struct error_list *unset, struct error_list *errors);
/* True if a text in it could not be expanded: nothing more can be said of its value. */
bool level_is_open(const config_setting_t *setting);
/* Sets base where the level says nothing of it, or nothing usable. Returns 0 or -ENOMEM. */
int level_set_base(struct level *level);

/* Absolute path of a text of this level; the caller frees; NULL: no memory. */
char *level_path(const struct level *level, const char *text);

/* Adds an error at the place of a setting. */
void level_complain(const struct level *level, const config_setting_t *setting,
	struct error_list *errors, const char *format, ...) REEVE_PRINTF(4, 5);
/* Gives the errors from this index on that have no place the place of a setting. */
void level_place_errors(const struct level *level, const config_setting_t *setting,
	struct error_list *errors, size_t from);

#endif
