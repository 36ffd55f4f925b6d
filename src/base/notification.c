/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/notification.h"

#include <string.h>

static bool is_line(const char *line, size_t length, const char *text)
{
	return length == strlen(text) && memcmp(line, text, length) == 0;
}

/* The value of a line that begins like this; NULL: it does not. */
static const char *value_of(const char *line, size_t length, const char *lead, size_t *ret_length)
{
	size_t lead_length = strlen(lead);

	if (length < lead_length || memcmp(line, lead, lead_length) != 0)
		return NULL;
	*ret_length = length - lead_length;
	return line + lead_length;
}

/* 0: it is none. */
static uint64_t number_of(const char *text, size_t length)
{
	uint64_t number = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9' || number > (UINT64_MAX - 9) / 10)
			return 0;
		number = number * 10 + (uint64_t)(text[i] - '0');
	}
	return number;
}

static void read_value(const char *line, size_t length, struct notification *notification)
{
	const struct {
		const char *lead;
		uint64_t *number;
	} numbers[] = {{"EXTEND_TIMEOUT_USEC=", &notification->extend_usec},
		{"WATCHDOG_USEC=", &notification->watchdog_usec},
		{"MAINPID=", &notification->main_pid}};
	const char *value = value_of(line, length, "STATUS=", &length);

	if (value) {
		notification->status = value;
		notification->status_length = length;
		return;
	}
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && !value; i++) {
		size_t digits;

		value = value_of(line, length, numbers[i].lead, &digits);
		if (value)
			*numbers[i].number = number_of(value, digits);
	}
}

void notification_parse(const char *data, size_t size, struct notification *ret_notification)
{
	*ret_notification = (struct notification){0};
	while (size) {
		const char *end = memchr(data, '\n', size);
		size_t length = end ? (size_t)(end - data) : size;

		if (is_line(data, length, "READY=1"))
			ret_notification->ready = true;
		else if (is_line(data, length, "WATCHDOG=1"))
			ret_notification->watchdog = true;
		else if (is_line(data, length, "WATCHDOG=trigger"))
			ret_notification->hangs = true;
		else if (is_line(data, length, "RELOADING=1"))
			ret_notification->reloading = true;
		else if (is_line(data, length, "STOPPING=1"))
			ret_notification->stopping = true;
		else
			read_value(data, length, ret_notification);
		length += end != NULL;
		data += length;
		size -= length;
	}
}
