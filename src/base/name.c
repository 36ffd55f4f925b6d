/* SPDX-License-Identifier: MIT */
#include "base/name.h"

#include <string.h>

/* Not <ctype.h>: names do not depend on the locale. */
static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool name_is_valid(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length > NAME_MAX_LENGTH || !(is_alpha(name[0]) || is_digit(name[0])))
		return false;
	for (size_t i = 1; i < length; i++)
		if (!is_alpha(name[i]) && !is_digit(name[i]) && !strchr("_.-", name[i]))
			return false;
	return true;
}

bool name_is_word(const char *name, size_t length)
{
	if (length == 0 || length > NAME_MAX_LENGTH || !is_alpha(name[0]))
		return false;
	for (size_t i = 1; i < length; i++)
		if (!is_alpha(name[i]) && !is_digit(name[i]) && name[i] != '_' && name[i] != '-')
			return false;
	return true;
}
