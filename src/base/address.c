/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "base/text.h"
#include "reeve/error.h"

#define PATH_AT offsetof(struct sockaddr_un, sun_path)
#define EXAMPLES "\"127.0.0.1:8080\", \"[::1]:8080\", \"/path\" or \"@name\""

_Static_assert(sizeof(((struct sockaddr_un *)0)->sun_path) == ADDRESS_PATH_MAX + 1, "the kernel's");

static int refuse(char *why, size_t size, const char *format, ...) REEVE_PRINTF(3, 4);

static int refuse(char *why, size_t size, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(why, size, format, arguments);
	va_end(arguments);
	return -1;
}

/* A path with its NUL, as the kernel tells it too; an abstract name without. */
static int parse_unix(const char *text, struct address *address, char *why, size_t size)
{
	struct sockaddr_un *place = (struct sockaddr_un *)&address->place;
	bool abstract = text[0] == '@';
	size_t length = strlen(text) - abstract;

	if (length == 0)
		return refuse(why, size, "must have a name behind '@'");
	for (const char *at = text; *at && !abstract; at++)
		if ((unsigned char)*at < ' ' || *at == '\x7f')
			return refuse(why, size, "must be a path without control characters");
	if (length > ADDRESS_PATH_MAX)
		return refuse(why, size,
			"is %zu bytes long: of a unix socket it can be at most %d; a shorter "
			"directory, or a link to it, will do",
			length, ADDRESS_PATH_MAX);
	place->sun_family = AF_UNIX;
	memcpy(place->sun_path + abstract, text + abstract, length);
	address->length = (socklen_t)(PATH_AT + length + 1);
	return 0;
}

static int parse_port(const char *text, in_port_t *ret_port)
{
	uint64_t port;

	if (text_to_u64(text, &port) < 0 || port < 1 || port > 65535)
		return -1;
	*ret_port = htons((uint16_t)port);
	return 0;
}

static int parse_host(char *host, struct address *address, in_port_t port)
{
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&address->place;
	struct sockaddr_in *four = (struct sockaddr_in *)&address->place;
	size_t length = strlen(host);

	if (host[0] == '[' && host[length - 1] == ']') {
		host[length - 1] = '\0';
		six->sin6_family = AF_INET6;
		six->sin6_port = port;
		address->length = sizeof *six;
		return inet_pton(AF_INET6, host + 1, &six->sin6_addr) == 1 ? 0 : -1;
	}
	four->sin_family = AF_INET;
	four->sin_port = port;
	address->length = sizeof *four;
	return inet_pton(AF_INET, host, &four->sin_addr) == 1 ? 0 : -1;
}

/* Why it is none, with what was probably meant. */
static int refuse_host(const char *text, const char *host, char *why, size_t size)
{
	struct in6_addr six;
	char shown[96];

	text_show(shown, sizeof shown, text);
	if (strcmp(host, "localhost") == 0)
		return refuse(why, size,
			"must have a number, not the name 'localhost': \"127.0.0.1:PORT\" or "
			"\"[::1]:PORT\"");
	if (strcmp(host, "*") == 0 || host[0] == '\0')
		return refuse(why, size,
			"must say of which address: \"0.0.0.0:PORT\" is all of IPv4, \"[::]:PORT\" "
			"all of IPv6");
	if (inet_pton(AF_INET6, host, &six) == 1 || inet_pton(AF_INET6, text, &six) == 1)
		return refuse(why, size,
			"must have an IPv6 address in brackets, \"[::1]:8080\", not \"%s\"", shown);
	return refuse(why, size, "must be like " EXAMPLES ", not \"%s\"", shown);
}

static int parse_inet(const char *text, struct address *address, char *why, size_t size)
{
	const char *colon = strrchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : strlen(text);
	char host[64] = "", shown[96];
	in_port_t port;

	text_show(shown, sizeof shown, text);
	if (!colon && text[0] && strspn(text, "0123456789") == length)
		return refuse(why, size,
			"must say of which address: \"127.0.0.1:%s\" is reached from this machine "
			"alone, \"0.0.0.0:%s\" from all",
			shown, shown);
	if (!colon && text[0])
		return refuse(why, size,
			"must be like " EXAMPLES ", not \"%s\"; a path has '/': \"./%s\"", shown,
			shown);
	if (!colon || length >= sizeof host || strstr(text, "]:") != strchr(text, ']'))
		return refuse(why, size, "must be like " EXAMPLES ", not \"%s\"", shown);
	memcpy(host, text, length);
	if (parse_port(colon + 1, &port) < 0)
		return text[0] != '[' && strchr(text, ':') != colon
			       ? refuse_host(text, host, why, size)
			       : refuse(why, size, "must have a port from 1 to 65535, not \"%s\"",
					 shown);
	if (!host[0] || parse_host(host, address, port) < 0)
		return refuse_host(text, host, why, size);
	return 0;
}

int address_parse(const char *text, struct address *ret_address, char *why, size_t size)
{
	*ret_address = (struct address){0};
	if (strstr(text, "://") || strncmp(text, "unix:", 5) == 0)
		return refuse(why, size,
			"must be the address alone, without what leads it: like " EXAMPLES);
	if (text[0] == '/' || text[0] == '@')
		return parse_unix(text, ret_address, why, size);
	return parse_inet(text, ret_address, why, size);
}

const char *address_print(const struct address *address, char *text, size_t size)
{
	const struct sockaddr_un *local = (const struct sockaddr_un *)&address->place;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address->place;
	const struct sockaddr_in *four = (const struct sockaddr_in *)&address->place;
	char host[INET6_ADDRSTRLEN] = "";

	if (address->place.ss_family == AF_UNIX)
		snprintf(text, size, "%s%s", local->sun_path[0] ? "" : "@",
			local->sun_path + !local->sun_path[0]);
	else if (address->place.ss_family == AF_INET6)
		snprintf(text, size, "[%s]:%u",
			inet_ntop(AF_INET6, &six->sin6_addr, host, sizeof host),
			(unsigned)ntohs(six->sin6_port));
	else
		snprintf(text, size, "%s:%u",
			inet_ntop(AF_INET, &four->sin_addr, host, sizeof host),
			(unsigned)ntohs(four->sin_port));
	return text;
}

bool address_equal(const struct address *one, const struct address *other)
{
	return one->length == other->length && memcmp(&one->place, &other->place, one->length) == 0;
}

const char *address_path(const struct address *address)
{
	const struct sockaddr_un *place = (const struct sockaddr_un *)&address->place;

	return place->sun_family == AF_UNIX && place->sun_path[0] ? place->sun_path : NULL;
}

bool address_is_unix(const struct address *address)
{
	return address->place.ss_family == AF_UNIX;
}

unsigned address_port(const struct address *address)
{
	if (address->place.ss_family == AF_INET)
		return ntohs(((const struct sockaddr_in *)&address->place)->sin_port);
	if (address->place.ss_family == AF_INET6)
		return ntohs(((const struct sockaddr_in6 *)&address->place)->sin6_port);
	return 0;
}
