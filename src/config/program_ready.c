/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/program_ready.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/text.h"
#include "config/option.h"
#include "config/template.h"
#include "config/value.h"

#define DELAY "delay:"
#define PORT "port:"
#define PATH "path:"
#define DELAY_MAX_NS (3600 * NS_PER_SECOND)
#define LOOPBACK "localhost"

static const char *const names[] = {
	[READY_EXEC] = "exec", [READY_NOTIFY] = "notify", [READY_FD] = "fd"};

/* What is written there. */
struct ready {
	unsigned kind;	   /* enum program_ready */
	uint64_t delay_ns; /* UINT64_MAX: none is said */
	unsigned port;
	char host[INET6_ADDRSTRLEN]; /* "": loopback */
	const char *path;
};

/* "[::1]" and "127.0.0.1": no name, which somebody would have to be asked for. */
static int parse_host(const char *text, size_t length, struct ready *ready)
{
	bool bracketed = length > 2 && text[0] == '[' && text[length - 1] == ']';
	struct in6_addr address;

	if (length == strlen(LOOPBACK) && memcmp(text, LOOPBACK, length) == 0)
		return 0;
	if (bracketed) {
		text++;
		length -= 2;
	}
	if (length >= sizeof ready->host)
		return -1;
	memcpy(ready->host, text, length);
	ready->host[length] = '\0';
	return inet_pton(bracketed ? AF_INET6 : AF_INET, ready->host, &address) == 1 ? 0 : -1;
}

static int parse_port(const char *text, struct ready *ready)
{
	const char *colon = strrchr(text, ':');
	uint64_t port;

	ready->kind = READY_PORT;
	if (colon && parse_host(text, (size_t)(colon - text), ready) < 0)
		return -1;
	if (text_to_u64(colon ? colon + 1 : text, &port) < 0 || port == 0 || port > UINT16_MAX)
		return -1;
	ready->port = (unsigned)port;
	return 0;
}

static const char *after(const char *text, const char *lead)
{
	return strncmp(text, lead, strlen(lead)) == 0 ? text + strlen(lead) : NULL;
}

static int parse(const char *text, struct ready *ready)
{
	const char *rest;

	*ready = (struct ready){.kind = READY_EXEC, .delay_ns = UINT64_MAX};
	rest = after(text, DELAY);
	if (rest)
		return text_to_duration(rest, NS_PER_SECOND, &ready->delay_ns) == 0 &&
				       ready->delay_ns <= DELAY_MAX_NS
			       ? 0
			       : -1;
	rest = after(text, PORT);
	if (rest)
		return parse_port(rest, ready);
	ready->path = after(text, PATH);
	if (ready->path) {
		ready->kind = READY_PATH;
		return ready->path[0] ? 0 : -1;
	}
	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(text, names[i]) == 0) {
			ready->kind = i;
			return 0;
		}
	return -1;
}

/* What may have been meant, "": nobody knows. */
static const char *guess(const char *text)
{
	static const char *const words[] = {"exec", "notify", "fd", "port", "path", "delay", NULL};
	static const char *const meant[] = {
		"exec", "notify", "fd", "port:8080", "path:FILE", "delay:1s"};
	char word[32];
	const char *nearest;

	snprintf(word, sizeof word, "%.*s", (int)strcspn(text, ":"), text);
	nearest = text_nearest(word, words, sizeof words / sizeof words[0] - 1);
	for (size_t i = 0; nearest && words[i]; i++)
		if (strcmp(words[i], nearest) == 0)
			return meant[i];
	return "";
}

int program_ready_form(const char *text, char *why, size_t size)
{
	const char *meant = guess(text);
	struct ready ready;
	char shown[64];

	if (parse(text, &ready) == 0)
		return 0;
	if (after(text, PORT))
		snprintf(why, size,
			"must be \"port:N\" or \"port:ADDRESS:N\" with a port of 1 to 65535 and an "
			"address like 127.0.0.1 or [::1], not \"%s\"",
			text_show(shown, sizeof shown, text));
	else
		snprintf(why, size,
			"must be \"exec\", \"notify\", \"fd\", \"port:N\", \"path:FILE\" or "
			"\"delay:TIME\" with a time up to 1h, not \"%s\"%s%s%s",
			text_show(shown, sizeof shown, text), *meant ? "; did you mean \"" : "",
			meant, *meant ? "\"?" : "");
	return -1;
}

void program_ready_check(const struct check *check, const config_setting_t *program)
{
	const config_setting_t *ready = config_setting_get_member(program, "ready");
	const config_setting_t *watchdog = config_setting_get_member(program, "watchdog");
	const char *text = ready ? config_setting_get_string(ready) : NULL;
	bool is_notify = text && strcmp(text, names[READY_NOTIFY]) == 0;
	bool is_fd = text && strcmp(text, names[READY_FD]) == 0;
	uint64_t value = 0;

	if ((is_notify || is_fd) && config_setting_get_member(program, "command"))
		check_complain(check, ready,
			"'ready' cannot be \"%s\" where the program is a command: that says "
			"nothing to others",
			text);
	if (!watchdog || config_setting_get_member(program, "work") || is_notify)
		return;
	if (value_read(option_find("watchdog"), watchdog, &value, NULL) == 0 && value)
		check_complain(check, watchdog,
			"'watchdog' needs signs of life: of an exec program those come only with "
			"ready = \"notify\" in the same program");
}

static void take(struct reader *reader, const struct level *level, const struct ready *ready,
	struct program *program)
{
	program->ready = ready->kind;
	if (ready->delay_ns != UINT64_MAX)
		program->start_grace_ns = ready->delay_ns;
	if (ready->kind == READY_PORT)
		program->ready_port = ready->port;
	if (ready->host[0])
		program->ready_host = reader_copy(reader, ready->host);
	if (ready->kind == READY_PATH)
		program->ready_path = reader_path(reader, level, ready->path);
}

static bool is_said_by_itself(const struct program *program)
{
	return program->ready == READY_NOTIFY || program->ready == READY_FD;
}

void program_ready_read(
	struct reader *reader, const config_setting_t *group, struct program *program)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, group, "ready", &level);
	const char *text = setting ? config_setting_get_string(setting) : NULL;
	struct ready ready;

	if (program->kind == PROGRAM_WORK)
		return;
	if (text && parse(text, &ready) == 0)
		take(reader, level, &ready, program);
	/* What the template says for all programs is not meant for commands. */
	if (program->command && is_said_by_itself(program))
		program->ready = READY_EXEC;
	if (program->ready != READY_NOTIFY)
		program->watchdog_ns = 0;
}

void program_ready_print(const struct program *program, struct buffer *buffer)
{
	const char *host = program->ready_host;

	if (program->ready == READY_PATH)
		buffer_printf(buffer, PATH "%s", program->ready_path);
	else if (program->ready == READY_PORT && !host)
		buffer_printf(buffer, PORT "%u", program->ready_port);
	else if (program->ready == READY_PORT)
		buffer_printf(buffer, strchr(host, ':') ? PORT "[%s]:%u" : PORT "%s:%u", host,
			program->ready_port);
	else
		buffer_text(buffer, names[program->ready]);
}

bool program_notifies(const struct program *program)
{
	return program->kind == PROGRAM_WORK || program->ready != READY_EXEC;
}

uint64_t program_start_ns(const struct program *program)
{
	return program_notifies(program) ? program->ready_timeout_ns : program->start_grace_ns;
}
