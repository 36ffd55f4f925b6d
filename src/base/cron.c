/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/cron.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define TEXT_MAX 256

struct field {
	const char *name;
	unsigned least, most;
	const char *const *names; /* of the values from least on */
};

static const char *const months[] = {
	"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", NULL};
static const char *const weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL};

enum { MINUTE, HOUR, MONTH_DAY, MONTH, WEEKDAY, FIELD_COUNT };

static const struct field fields[FIELD_COUNT] = {{"minute", 0, 59, NULL}, {"hour", 0, 23, NULL},
	{"day of the month", 1, 31, NULL}, {"month", 1, 12, months},
	{"day of the week", 0, 7, weekdays}};

static const struct {
	const char *name, *meaning;
} words[] = {{"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"},
	{"@weekly", "0 0 * * 0"}, {"@daily", "0 0 * * *"}, {"@midnight", "0 0 * * *"},
	{"@hourly", "0 * * * *"}};

struct reading {
	const struct field *field;
	const char *at;
	char *why;
	size_t size;
};

static int refuse(const struct reading *reading, const char *item, const char *what)
{
	char text[48], shown[48];

	snprintf(text, sizeof text, "%.*s", (int)strcspn(item, ","), item);
	snprintf(reading->why, reading->size, "the %s '%s' %s", reading->field->name,
		text_show(shown, sizeof shown, text), what);
	return -EINVAL;
}

static int refuse_range(const struct reading *reading, const char *item)
{
	const struct field *field = reading->field;
	char what[96];

	snprintf(what, sizeof what, "is not one of %u to %u%s%s%s%s%s", field->least, field->most,
		field->names ? " or " : "", field->names ? field->names[0] : "",
		field->names ? " to " : "", field->names == months ? "dec" : "",
		field->names == weekdays ? "sat" : "");
	return refuse(reading, item, what);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bounded: more than four digits are too many for any field. */
static bool read_number(const char **at, unsigned *ret_number)
{
	const char *start = *at;

	*ret_number = 0;
	for (; is_digit(**at) && *at - start < 5; (*at)++)
		*ret_number = *ret_number * 10 + (unsigned)(**at - '0');
	return *at > start && *at - start < 5;
}

static bool read_value(struct reading *reading, unsigned *ret_value)
{
	const struct field *field = reading->field;

	if (is_digit(*reading->at))
		return read_number(&reading->at, ret_value) && *ret_value >= field->least &&
		       *ret_value <= field->most;
	for (unsigned i = 0; field->names && field->names[i]; i++)
		if (strncasecmp(reading->at, field->names[i], 3) == 0) {
			reading->at += 3;
			*ret_value = field->least + i;
			return true;
		}
	return false;
}

/* "7", "mon-fri", "0-30/5", "*", with "/5" behind what is more than one value. */
static int read_item(struct reading *reading, uint64_t *bits)
{
	const struct field *field = reading->field;
	const char *item = reading->at;
	unsigned from = field->least, to = field->most, step = 1;
	bool is_range = true;

	if (*reading->at == '*') {
		reading->at++;
	} else {
		if (!read_value(reading, &from))
			return refuse_range(reading, item);
		to = from;
		is_range = *reading->at == '-';
		if (is_range) {
			reading->at++;
			if (!read_value(reading, &to))
				return refuse_range(reading, item);
			if (to < from)
				return refuse(reading, item, "goes backwards");
		}
	}
	if (*reading->at == '/') {
		if (!is_range)
			return refuse(reading, item, "has a step, but is no range");
		reading->at++;
		if (!read_number(&reading->at, &step) || step == 0)
			return refuse(reading, item, "needs a step of 1 or more");
	}
	if (*reading->at && *reading->at != ',')
		return refuse_range(reading, item);
	for (unsigned value = from; value <= to; value += step)
		*bits |= UINT64_C(1) << value;
	return 0;
}

static int read_field(struct reading *reading, uint64_t *ret_bits)
{
	int result;

	*ret_bits = 0;
	do {
		result = read_item(reading, ret_bits);
	} while (result == 0 && *reading->at == ',' && reading->at++);
	return result;
}

/* Some day of these is in one of these months. */
static bool can_come(const struct cron *cron)
{
	static const unsigned char lengths[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (!cron->any_day && !cron->any_weekday)
		return true;
	for (unsigned month = 1; month <= 12; month++)
		if (cron->months >> month & 1 &&
			(cron->days & ((UINT64_C(2) << lengths[month]) - 1)))
			return true;
	return false;
}

static int refuse_date(const struct cron *cron, char *why, size_t size)
{
	unsigned day = 29, month = 2;

	while (day < 31 && !(cron->days >> day & 1))
		day++;
	while (month < 12 && !(cron->months >> month & 1))
		month++;
	snprintf(why, size, "never comes: there is no %u %c%s", day, months[month - 1][0] - 32,
		months[month - 1] + 1);
	return -EINVAL;
}

/* Copies with the fields apart: each ended by NUL. */
static int split(char *text, char *parts[FIELD_COUNT], char *why, size_t size)
{
	size_t count = 0;
	char *rest;

	for (char *part = strtok_r(text, " \t", &rest); part; part = strtok_r(NULL, " \t", &rest)) {
		if (count < FIELD_COUNT)
			parts[count] = part;
		count++;
	}
	if (count == FIELD_COUNT)
		return 0;
	snprintf(why, size,
		"has %zu field%s, not the five: minute, hour, day of the month, month, day of the "
		"week",
		count, count == 1 ? "" : "s");
	return -EINVAL;
}

static int refuse_word(const char *text, char *why, size_t size)
{
	const char *names[sizeof words / sizeof words[0]], *nearest;
	char shown[48];

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		names[i] = words[i].name;
	nearest = text_nearest(text, names, sizeof words / sizeof words[0]);
	text_show(shown, sizeof shown, text);
	if (strcasecmp(text, "@reboot") == 0)
		snprintf(why, size, "'@reboot' is no time of the clock");
	else if (nearest)
		snprintf(why, size, "unknown word '%s', did you mean '%s'?", shown, nearest);
	else
		snprintf(why, size, "unknown word '%s'", shown);
	return -EINVAL;
}

static int read_fields(char *text, struct cron *cron, char *why, size_t size)
{
	uint64_t bits[FIELD_COUNT];
	char *parts[FIELD_COUNT];
	int result = split(text, parts, why, size);

	for (int i = 0; i < FIELD_COUNT && result == 0; i++)
		result = read_field(
			&(struct reading){
				.field = &fields[i], .at = parts[i], .why = why, .size = size},
			&bits[i]);
	if (result < 0)
		return result;
	*cron = (struct cron){.minutes = bits[MINUTE],
		.hours = (uint32_t)bits[HOUR],
		.days = (uint32_t)bits[MONTH_DAY],
		.months = (uint16_t)bits[MONTH],
		/* 7 is Sunday too. */
		.weekdays = (uint8_t)((bits[WEEKDAY] | bits[WEEKDAY] >> 7) & 0x7f),
		.any_day = parts[MONTH_DAY][0] == '*',
		.any_weekday = parts[WEEKDAY][0] == '*',
		.by_the_clock = parts[MINUTE][0] == '*' || parts[HOUR][0] == '*'};
	return can_come(cron) ? 0 : refuse_date(cron, why, size);
}

int cron_parse(const char *text, struct cron *ret_cron, char *why, size_t size)
{
	char copy[TEXT_MAX + 1];

	*ret_cron = (struct cron){0};
	if (strlen(text) > TEXT_MAX) {
		snprintf(why, size, "is longer than %d bytes", TEXT_MAX);
		return -EINVAL;
	}
	strcpy(copy, text);
	if (text[0] != '@')
		return read_fields(copy, ret_cron, why, size);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcasecmp(text, words[i].name) == 0) {
			strcpy(copy, words[i].meaning);
			return read_fields(copy, ret_cron, why, size);
		}
	return refuse_word(text, why, size);
}
