/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/ends.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/signame.h"
#include "base/text.h"

#define WORD_MAX 32

static int parse_code(const char *text, int *ret_code)
{
	uint64_t number;

	if (text_to_u64(text, &number) < 0 || number >= ENDS_CODES)
		return -EINVAL;
	*ret_code = (int)number;
	return 0;
}

static int add_codes(struct ends *ends, int first, int last)
{
	if (first > last)
		return -EINVAL;
	for (int code = first; code <= last; code++)
		ends_add_code(ends, code);
	return 0;
}

/* One of "7", "64-78", "TERM". */
static int add_word(struct ends *ends, char *word)
{
	char *dash = strchr(word, '-');
	int first, last;

	if (word[0] < '0' || word[0] > '9') {
		if (signame_parse(word, &first) < 0 || first > ENDS_SIGNALS)
			return -EINVAL;
		ends_add_signal(ends, first);
		return 0;
	}
	if (dash)
		*dash = '\0';
	if (parse_code(word, &first) < 0)
		return -EINVAL;
	last = first;
	if (dash && parse_code(dash + 1, &last) < 0)
		return -EINVAL;
	return add_codes(ends, first, last);
}

static int add_words(struct ends *ends, const char *text)
{
	static const char between[] = " \t,";
	char word[WORD_MAX];
	size_t length;

	text += strspn(text, between);
	if (!*text)
		return -EINVAL;
	for (; *text; text += length, text += strspn(text, between)) {
		length = strcspn(text, between);
		if (length >= sizeof word)
			return -EINVAL;
		memcpy(word, text, length);
		word[length] = '\0';
		if (add_word(ends, word) < 0)
			return -EINVAL;
	}
	return 0;
}

int ends_parse(const char *text, struct ends *ret_ends)
{
	*ret_ends = (struct ends){0};
	return strcmp(text, "none") == 0 ? 0 : add_words(ret_ends, text);
}

static int add_setting(struct ends *ends, const config_setting_t *setting)
{
	const char *text = config_setting_get_string(setting);
	long long code;

	if (text)
		return add_words(ends, text);
	if (config_setting_type(setting) != CONFIG_TYPE_INT &&
		config_setting_type(setting) != CONFIG_TYPE_INT64)
		return -EINVAL;
	code = config_setting_get_int64(setting);
	if (code < 0 || code >= ENDS_CODES)
		return -EINVAL;
	ends_add_code(ends, (int)code);
	return 0;
}

int ends_read(const config_setting_t *setting, struct ends *ret_ends)
{
	const char *text = config_setting_get_string(setting);
	int type = config_setting_type(setting);

	if (text)
		return ends_parse(text, ret_ends);
	*ret_ends = (struct ends){0};
	if (type != CONFIG_TYPE_LIST && type != CONFIG_TYPE_ARRAY)
		return add_setting(ret_ends, setting);
	for (int i = 0; i < config_setting_length(setting); i++)
		if (add_setting(ret_ends, config_setting_get_elem(setting, (unsigned)i)) < 0)
			return -EINVAL;
	return 0;
}

void ends_print(const struct ends *ends, struct buffer *buffer)
{
	const char *between = "";

	for (int code = 0; code < ENDS_CODES; code++) {
		int last = code;

		if (!ends_has_code(ends, code))
			continue;
		while (ends_has_code(ends, last + 1))
			last++;
		buffer_printf(buffer, last > code ? "%s%d-%d" : "%s%d", between, code, last);
		between = " ";
		code = last;
	}
	for (int signal = 1; signal <= ENDS_SIGNALS; signal++) {
		if (!ends_has_signal(ends, signal))
			continue;
		if (signal >= SIGRTMIN)
			buffer_printf(buffer, "%sRTMIN+%d", between, signal - SIGRTMIN);
		else
			buffer_printf(buffer, "%s%s", between, signame_of(signal));
		between = " ";
	}
	if (!*between)
		buffer_text(buffer, "none");
}
