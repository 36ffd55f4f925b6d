/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/user.h"
#include "config/form.h"
#include "config/value.h"

/* As type_choices in option.c. */
static const int socket_types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};

static void complain(struct reader *reader, const config_setting_t *setting, const char *name,
	const char *format, ...) REEVE_PRINTF(4, 5);

static void complain(struct reader *reader, const config_setting_t *setting, const char *name,
	const char *format, ...)
{
	char text[768], shown[70];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	level_complain(&reader->levels[0], setting, reader->errors, "socket '%s': %s",
		text_show(shown, sizeof shown, name), text);
}

const char *sockets_type_name(int type)
{
	for (size_t i = 0; i < sizeof socket_types / sizeof socket_types[0]; i++)
		if (socket_types[i] == type)
			return option_find("type")->choices[i];
	return NULL;
}

/* The text of a key, NULL where there is none that could be read. */
static const char *text_of(const config_setting_t *group, const char *key)
{
	const config_setting_t *setting = config_setting_get_member(group, key);

	return setting && !level_is_open(setting) ? config_setting_get_string(setting) : NULL;
}

static uint64_t number_of(const config_setting_t *group, const char *key)
{
	const struct option *option = option_find(key);
	const config_setting_t *setting = config_setting_get_member(group, key);
	uint64_t number;

	if (!setting || value_read(option, setting, &number, NULL) < 0)
		value_parse(option, option->standard, &number);
	return number;
}

/* A relative path is below base, as every one. */
static void read_address(
	struct reader *reader, const config_setting_t *group, struct listener *listener)
{
	const config_setting_t *setting = config_setting_get_member(group, "listen");
	const char *text = text_of(group, "listen");
	char *path = NULL;
	char why[256];

	if (!text)
		return;
	if (strchr(text, '/') && text[0] != '/' && text[0] != '@' && !strchr(text, ':'))
		path = reader_path(reader, &reader->levels[0], text);
	if (address_parse(path ? path : text, &listener->address, why, sizeof why) < 0)
		complain(reader, setting, listener->name, "'listen' %s", why);
	free(path);
}

static void refuse_owner(struct reader *reader, const config_setting_t *group, const char *key,
	const struct listener *listener, int result)
{
	const config_setting_t *setting = config_setting_get_member(group, key);
	const char *name = config_setting_get_string(setting);
	char *nearest = result == -ENOENT ? user_nearest(name, key[0] == 'g') : NULL;
	char shown[128];

	text_show(shown, sizeof shown, name);
	if (result == -EPERM)
		reader_defer(reader, &reader->levels[0], setting,
			"socket '%s': only root can give it to another user, '%s'", listener->name,
			shown);
	else
		reader_defer(reader, &reader->levels[0], setting,
			"socket '%s': there is no %s '%s'%s%s%s", listener->name, key, shown,
			nearest ? ", did you mean '" : "", nearest ? nearest : "",
			nearest ? "'?" : "");
	free(nearest);
}

static void read_owner(
	struct reader *reader, const config_setting_t *group, struct listener *listener)
{
	const config_setting_t *uid = config_setting_get_member(group, "uid");
	const config_setting_t *gid = config_setting_get_member(group, "gid");
	const char *user = text_of(group, "user"), *own = text_of(group, "group");
	struct user found = {0};
	int result;

	listener->uid = uid ? (uid_t)config_setting_get_int64(uid) : (uid_t)-1;
	listener->gid = gid ? (gid_t)config_setting_get_int64(gid) : (gid_t)-1;
	if (user && !uid) {
		result = user_find(user, &found);
		if (result == 0 && geteuid() != 0 && found.uid != geteuid())
			result = -EPERM;
		if (result < 0)
			refuse_owner(reader, group, "user", listener, result);
		listener->uid = found.uid;
		user_done(&found);
	}
	if (own && !gid) {
		result = user_find_group(own, &listener->gid);
		if (result < 0)
			refuse_owner(reader, group, "group", listener, result);
	}
}

/* A key that cannot do anything is an error, not silence. */
static void check_keys(
	struct reader *reader, const config_setting_t *group, const struct listener *listener)
{
	static const char *const of_paths[] = {"mode", "user", "group"};
	const config_setting_t *setting;

	if (listener->address.length == 0)
		return;
	setting = config_setting_get_member(group, "type");
	if (listener->type == SOCK_SEQPACKET && !address_is_unix(&listener->address))
		complain(reader, setting, listener->name,
			"type \"seqpacket\" is for unix sockets: a path or \"@name\"");
	setting = config_setting_get_member(group, "backlog");
	if (listener->type == SOCK_DGRAM && setting)
		complain(reader, setting, listener->name,
			"'backlog' means nothing with datagrams: nobody connects");
	for (size_t i = 0; i < sizeof of_paths / sizeof of_paths[0]; i++) {
		setting = config_setting_get_member(group, of_paths[i]);
		if (setting && !address_path(&listener->address))
			complain(reader, setting, listener->name,
				"'%s' is for unix sockets that are a path", of_paths[i]);
	}
}

static bool is_any(const struct address *address)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)&address->place;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address->place;

	if (address->place.ss_family == AF_INET)
		return four->sin_addr.s_addr == htonl(INADDR_ANY);
	return address->place.ss_family == AF_INET6 &&
	       memcmp(&six->sin6_addr, &in6addr_any, sizeof in6addr_any) == 0;
}

/* Both cannot be had: paths are one name whatever the type, ports belong to TCP or to UDP. */
static bool clash(const struct listener *one, const struct listener *other)
{
	const struct address *a = &one->address, *b = &other->address;

	if (a->length == 0 || a->place.ss_family != b->place.ss_family)
		return false;
	if (address_equal(a, b))
		return address_path(a) || one->type == other->type;
	return one->type == other->type && address_port(a) && address_port(a) == address_port(b) &&
	       (is_any(a) || is_any(b));
}

const struct listener *sockets_clash(const struct template *one, const struct template *other)
{
	for (size_t i = 0; i < one->socket_count; i++)
		for (size_t k = 0; k < other->socket_count; k++)
			if (clash(&one->sockets[i], &other->sockets[k]))
				return &one->sockets[i];
	return NULL;
}

static void check_distinct(struct reader *reader, const config_setting_t *group, size_t index)
{
	const struct listener *sockets = reader->template->sockets;
	char text[ADDRESS_TEXT_MAX];

	for (size_t i = 0; i < index; i++) {
		if (strcmp(sockets[i].name, sockets[index].name) == 0)
			complain(reader, group, sockets[index].name,
				"another one has that name: a program could not tell them apart");
		else if (clash(&sockets[i], &sockets[index]))
			complain(reader, config_setting_get_member(group, "listen"),
				sockets[index].name, "'%s' listens at '%s' already",
				sockets[i].name,
				address_print(&sockets[i].address, text, sizeof text));
		else
			continue;
		return;
	}
}

static void read_socket(struct reader *reader, const config_setting_t *group, size_t index)
{
	struct listener *listener = &reader->template->sockets[index];
	const char *name = text_of(group, "name"), *mode = text_of(group, "mode");
	unsigned bits = 0;

	listener->name = reader_copy(reader, name ? name : "");
	if (!listener->name)
		return;
	listener->type = socket_types[number_of(group, "type")];
	listener->backlog = (unsigned)number_of(group, "backlog");
	form_mask(mode ? mode : option_find("mode")->standard, &bits);
	listener->mode = (mode_t)bits;
	read_address(reader, group, listener);
	read_owner(reader, group, listener);
	check_keys(reader, group, listener);
	reader->template->socket_count = index + 1;
	check_distinct(reader, group, index);
}

static bool holds(const config_setting_t *list, int type)
{
	for (int i = 0; i < config_setting_length(list); i++)
		if (config_setting_type(config_setting_get_elem(list, (unsigned)i)) != type)
			return false;
	return true;
}

void sockets_read(struct reader *reader)
{
	const config_setting_t *list = config_setting_get_member(reader_root(reader), "sockets");
	uint64_t number;
	int count;

	/* Faults of form were reported by check_level(). */
	if (!list || value_read(option_find("sockets"), list, &number, NULL) < 0 ||
		!config_setting_is_aggregate(list) || !holds(list, CONFIG_TYPE_GROUP))
		return;
	count = config_setting_length(list);
	if (count > LISTENERS_MAX) {
		level_complain(&reader->levels[0], list, reader->errors,
			"there are %d sockets, at most %d can be", count, LISTENERS_MAX);
		return;
	}
	reader->template->sockets = calloc((size_t)count + 1, sizeof *reader->template->sockets);
	if (!reader->template->sockets)
		reader->no_memory = true;
	for (int i = 0; reader->template->sockets && i < count; i++)
		read_socket(reader, config_setting_get_elem(list, (unsigned)i), (size_t)i);
}

static bool is_known(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->socket_count; i++)
		if (strcmp(template->sockets[i].name, name) == 0)
			return true;
	return false;
}

static void refuse_name(struct reader *reader, const config_setting_t *setting,
	const struct program *program, const char *name)
{
	const struct template *template = reader->template;
	const char *names[LISTENERS_MAX], *nearest;
	char shown[70];

	for (size_t i = 0; i < template->socket_count; i++)
		names[i] = template->sockets[i].name;
	nearest = text_nearest(name, names, template->socket_count);
	level_complain(&reader->levels[0], setting, reader->errors,
		"program '%s': there is no socket '%s'%s%s%s", program->name,
		text_show(shown, sizeof shown, name), nearest ? ", did you mean '" : "",
		nearest ? nearest : "",
		nearest			  ? "'?"
		: !template->socket_count ? ": the top of the template says none with sockets = "
					    "( { name = \"...\"; listen = \"...\"; } )"
					  : "");
}

/* The kernel accepts for a socket that is open, whether or not somebody takes the connection. */
static void check_port(
	struct reader *reader, const config_setting_t *setting, const struct program *program)
{
	const struct template *template = reader->template;

	for (size_t i = 0; program->ready == READY_PORT && program->sockets[i]; i++)
		for (size_t k = 0; k < template->socket_count; k++)
			if (strcmp(template->sockets[k].name, program->sockets[i]) == 0 &&
				template->sockets[k].type == SOCK_STREAM &&
				address_port(&template->sockets[k].address) == program->ready_port)
				level_complain(&reader->levels[0], setting, reader->errors,
					"program '%s': port %u says nothing of its being ready: the "
					"command itself holds socket '%s' open, which accepts "
					"always; \"notify\" and \"fd\" say more",
					program->name, program->ready_port, program->sockets[i]);
}

static void check_names(
	struct reader *reader, const config_setting_t *setting, const struct program *program)
{
	size_t count = 0;

	for (; program->sockets[count]; count++) {
		const char *name = program->sockets[count];

		if (!is_known(reader->template, name))
			refuse_name(reader, setting, program, name);
		for (size_t i = 0; i < count; i++)
			if (strcmp(program->sockets[i], name) == 0)
				level_complain(&reader->levels[0], setting, reader->errors,
					"program '%s': 'sockets' has '%s' twice", program->name,
					name);
	}
	if (count > LISTENERS_OF_PROGRAM_MAX)
		level_complain(&reader->levels[0], setting, reader->errors,
			"program '%s': it has %zu sockets, at most %d can be", program->name, count,
			LISTENERS_OF_PROGRAM_MAX);
	else if (program->ready == READY_FD && program->ready_fd < 3 + count)
		level_complain(&reader->levels[0], setting, reader->errors,
			"program '%s': descriptor %u is that of a socket, which are the first ones "
			"from 3 on: set ready_fd = %zu",
			program->name, program->ready_fd, 3 + count);
	check_port(reader, setting, program);
}

void sockets_read_names(
	struct reader *reader, const config_setting_t *group, struct program *program)
{
	const config_setting_t *setting = config_setting_get_member(group, "sockets");
	uint64_t number;

	if (!setting || value_read(option_find("sockets"), setting, &number, NULL) < 0 ||
		(config_setting_is_aggregate(setting) && !holds(setting, CONFIG_TYPE_STRING)) ||
		level_is_open(setting))
		return;
	if (program->command) {
		level_complain(&reader->levels[0], setting, reader->errors,
			"program '%s': a command opens its own sockets: 'sockets' belongs in its "
			"template '%s'",
			program->name, program->command);
		return;
	}
	program->sockets = reader_list(reader, setting, NULL);
	if (program->sockets && program->sockets[0])
		check_names(reader, setting, program);
}

static bool is_used(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->program_count; i++)
		for (char **own = template->programs[i].sockets; own && *own; own++)
			if (strcmp(*own, name) == 0)
				return true;
	return false;
}

void sockets_check_used(struct reader *reader)
{
	const config_setting_t *list = config_setting_get_member(reader_root(reader), "sockets");
	const struct template *template = reader->template;

	/* Whose programs they were meant for is told elsewhere. */
	if (reader->levels[0].is_open || config_setting_get_member(reader_root(reader), "commands"))
		return;
	for (size_t i = 0; i < template->socket_count; i++)
		if (template->sockets[i].name[0] && !is_used(template, template->sockets[i].name))
			complain(reader, config_setting_get_elem(list, (unsigned)i),
				template->sockets[i].name,
				"no program has it: who connects would wait in vain; a program takes it "
				"with sockets = [\"%s\"]",
				template->sockets[i].name);
}
