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

/* Fills reader->template, which it makes, from all that has been opened. Faults of one kind do not
 * hide those of another. Returns NULL for want of memory only. */
struct template *reader_finish(struct reader *reader);

/* Opens the site files that exist (site.c). */
void reader_open_sites(struct reader *reader);

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

/* Fills reader->template from what has been opened. */
void reader_read_template(struct reader *reader);
/* What holds `programs`: the group of a command, or the template's top. */
const config_setting_t *reader_root(const struct reader *reader);
/* Fills template->programs (program.c). */
void reader_read_programs(struct reader *reader);
/* Fills template->commands (commands.c). */
void reader_read_commands(struct reader *reader);
/* Fills program->env (program_env.c). */
void reader_read_env(struct reader *reader, const config_setting_t *group, struct program *program);

/* The numbers of a program: which key stands in which field. */
struct program_field {
	const char *key;
	size_t offset;
	size_t size;	   /* 4 or 8 bytes */
	uint64_t scale;	   /* the value in the field counts in this many of the table's */
	bool zero_is_none; /* 0 is kept as UINT64_MAX */
};

extern const struct program_field program_fields[];
extern const size_t program_field_count;

/* Whether a key means something to this kind of program. */
bool program_takes(const struct program *program, const struct option *option);
uint64_t program_field_get(const struct program_field *field, const struct program *program);
void program_field_set(const struct program_field *field, struct program *program, uint64_t value);

void template_free_list(char **list);

#endif
