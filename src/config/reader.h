/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_READER_H
#define CONFIG_READER_H

/* What the files of this layer share while a template is read. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/level.h"
#include "config/option.h"
#include "config/template.h"

#define READER_LEVELS 3 /* the template, the user's site file, the system's */

/* A value is taken from the program's group, else from the first level whose top has the key. */
struct reader {
	struct level levels[READER_LEVELS];
	size_t level_count;
	/* The group of `commands` that is read: its keys win over the template's. NULL: the
	 * template itself. */
	const config_setting_t *command;
	struct template *template;
	struct error_list *errors;
	struct error_list *unset; /* see level_expand() */
	bool no_memory;
};

/* The setting that counts, and its level; or NULL. group may be NULL. */
const config_setting_t *reader_find(const struct reader *reader, const config_setting_t *group,
	const char *key, const struct level **ret_level);
/* Copies that note a lack of memory in the reader; of NULL it is NULL. */
char *reader_copy(struct reader *reader, const char *text);
char *reader_path(struct reader *reader, const struct level *level, const char *text);
/* A name as it is, a path (with "/") made absolute. */
char *reader_plugin(struct reader *reader, const struct level *level, const char *text);
/* The texts of a list, ended by NULL; level NULL: as they are, else as paths. */
char **reader_list(
	struct reader *reader, const config_setting_t *setting, const struct level *level);

/* Adds what keeps the command from being started, here and now, at the place of a setting: an
 * error, or where `unset` is told one of those; once, however many programs meet it. */
void reader_defer(struct reader *reader, const struct level *level, const config_setting_t *setting,
	const char *format, ...) REEVE_PRINTF(4, 5);

/* What holds `programs`: the group of a command, or the template's top. */
const config_setting_t *reader_root(const struct reader *reader);

#endif
