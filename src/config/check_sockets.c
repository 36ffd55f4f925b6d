/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/checking.h"
#include "config/option.h"
#include "config/value.h"

static bool is_right(const config_setting_t *setting)
{
	uint64_t number;

	return setting && value_read(option_find("sockets"), setting, &number, NULL) == 0;
}

static void check_socket(const struct check *check, const config_setting_t *socket)
{
	static const char *const needed[] = {"name", "listen"};

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (!config_setting_get_member(socket, needed[i]))
			check_complain(check, socket, "has no %s", needed[i]);
	for (int i = 0; i < config_setting_length(socket); i++)
		check_member(check, config_setting_get_elem(socket, (unsigned)i),
			SCOPE_SOCKET | (check->level->scope & SCOPE_RESOLVED));
}

void check_sockets(struct check *check, const config_setting_t *root)
{
	const config_setting_t *list = config_setting_get_member(root, "sockets");

	if (!is_right(list))
		return;
	if (value_item(list, 0)) {
		check_complain(check, list,
			"here 'sockets' must hold groups: ( { name = \"...\"; listen = \"...\"; }, "
			"... "
			"); a program has their names");
		return;
	}
	for (int i = 0; i < config_setting_length(list); i++) {
		const config_setting_t *socket = config_setting_get_elem(list, (unsigned)i);

		if (!config_setting_is_group(socket))
			continue;
		check_name_group(check->who, "socket", socket, i);
		check_socket(check, socket);
		check->who[0] = '\0';
	}
}

void check_program_sockets(const struct check *check, const config_setting_t *program)
{
	const config_setting_t *names = config_setting_get_member(program, "sockets");

	if (!is_right(names) || !config_setting_is_aggregate(names))
		return;
	for (int i = 0; i < config_setting_length(names); i++)
		if (config_setting_is_group(config_setting_get_elem(names, (unsigned)i))) {
			check_complain(check, names,
				"here 'sockets' must hold names: the groups stand at the top of "
				"the "
				"template");
			return;
		}
}
