/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_CHECKING_H
#define CONFIG_CHECKING_H

/* What the files that check a level share. */

#include "config/level.h"

struct check {
	const struct level *level;
	struct error_list *errors;
	char command[96]; /* "command 'queue': " or "" */
	char who[96];	  /* "program 'mailer': " or "" */
};

void check_complain(const struct check *check, const config_setting_t *setting, const char *format,
	...) REEVE_PRINTF(3, 4);
/* A key of this scope and its value. */
void check_member(const struct check *check, const config_setting_t *setting, unsigned scope);
/* Says in who, which has the size of check->who, which group is spoken of. */
void check_name_group(char *who, const char *what, const config_setting_t *group, int index);

bool check_is_empty(const config_setting_t *list);
/* The sockets of what holds them, and of a program the names of its own. */
void check_sockets(struct check *check, const config_setting_t *root);
void check_program_sockets(const struct check *check, const config_setting_t *program);
/* The programs, or the supervisor, of what holds them: the top of a template or a command. */
void check_programs(struct check *check, const config_setting_t *root);

#endif
