/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define WORD_MAX 64 /* longer words get no hint: the work is quadratic */

struct unit {
	const char *name;
	uint64_t scale;
};

/* From the largest down: the parts of a duration must come in this order. */
static const struct unit durations[] = {
	{"w", UINT64_C(604800000000000)},
	{"d", UINT64_C(86400000000000)},
	{"h", UINT64_C(3600000000000)},
	{"m", UINT64_C(60000000000)},
	{"s", UINT64_C(1000000000)},
	{"ms", UINT64_C(1000000)},
	{"us", UINT64_C(1000)},
	{"ns", UINT64_C(1)},
};

#define DURATION_COUNT (sizeof durations / sizeof durations[0])

static const struct unit sizes[] = {
	{"T", UINT64_C(1) << 40},
	{"G", UINT64_C(1) << 30},
	{"M", UINT64_C(1) << 20},
	{"K", UINT64_C(1) << 10},
};

#define SIZE_COUNT (sizeof sizes / sizeof sizes[0])

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Reads digits at *at. Returns how many there were, or -ERANGE. */
static int read_digits(const char **at, uint64_t *ret_value)
{
	int count = 0;

	for (*ret_value = 0; is_digit(**at); (*at)++, count++)
		if (__builtin_mul_overflow(*ret_value, UINT64_C(10), ret_value) ||
			__builtin_add_overflow(*ret_value, (uint64_t)(**at - '0'), ret_value))
			return -ERANGE;
	return count;
}

int text_to_u64(const char *text, uint64_t *ret_value)
{
	int count = read_digits(&text, ret_value);

	if (count < 0)
		return count;
	return count == 0 || *text ? -EINVAL : 0;
}

/* A number with an optional fraction, not yet scaled: whole + fraction / divisor. */
struct decimal {
	uint64_t whole;
	uint64_t fraction;
	uint64_t divisor;
};

static int read_decimal(const char **at, struct decimal *ret_decimal)
{
	int count = read_digits(at, &ret_decimal->whole);

	ret_decimal->fraction = 0;
	ret_decimal->divisor = 1;
	if (count <= 0)
		return count < 0 ? count : -EINVAL;
	if (**at != '.')
		return 0;
	(*at)++;
	count = read_digits(at, &ret_decimal->fraction);
	if (count <= 0 || count > 18)
		return -EINVAL;
	while (count--)
		ret_decimal->divisor *= 10;
	return 0;
}

/* What is below one is dropped, but a value that is not zero never becomes zero: that would turn
 * "very short" into "none". */
static int scale_decimal(const struct decimal *decimal, uint64_t scale, uint64_t *ret_value)
{
	uint64_t value, part = 0, fraction = decimal->fraction;

	/* Digit by digit from the last: exact, and nothing grows beyond ten scales. */
	for (uint64_t rest = decimal->divisor; rest > 1; rest /= 10, fraction /= 10)
		part = (part + fraction % 10 * scale) / 10;
	if (__builtin_mul_overflow(decimal->whole, scale, &value) ||
		__builtin_add_overflow(value, part, &value) || value > INT64_MAX)
		return -ERANGE;
	if (value == 0 && (decimal->whole || decimal->fraction))
		return -ERANGE;
	*ret_value = value;
	return 0;
}

/* The index of the unit at *at, which is moved behind it; or DURATION_COUNT. */
static size_t read_unit(const char **at)
{
	size_t length = 0;

	while (is_letter((*at)[length]))
		length++;
	for (size_t i = 0; i < DURATION_COUNT; i++)
		if (strlen(durations[i].name) == length &&
			memcmp(durations[i].name, *at, length) == 0) {
			*at += length;
			return i;
		}
	return DURATION_COUNT;
}

int text_to_duration(const char *text, uint64_t unit_ns, uint64_t *ret_ns)
{
	struct decimal decimal;
	uint64_t sum = 0, part;
	size_t next = 0;
	int result = read_decimal(&text, &decimal);

	if (result == 0 && *text == '\0')
		return scale_decimal(&decimal, unit_ns, ret_ns);
	for (;;) {
		size_t unit;

		if (result < 0)
			return result;
		unit = read_unit(&text);
		if (unit < next || unit == DURATION_COUNT)
			return -EINVAL;
		next = unit + 1;
		result = scale_decimal(&decimal, durations[unit].scale, &part);
		if (result < 0)
			return result;
		sum += part; /* both at most INT64_MAX */
		if (sum > INT64_MAX)
			return -ERANGE;
		if (*text == '\0')
			break;
		result = read_decimal(&text, &decimal);
	}
	*ret_ns = sum;
	return 0;
}

int text_to_size(const char *text, uint64_t *ret_bytes)
{
	struct decimal decimal;
	uint64_t scale = 1;
	int result = read_decimal(&text, &decimal);

	if (result < 0)
		return result;
	for (size_t i = 0; i < SIZE_COUNT && scale == 1; i++)
		if (*text == sizes[i].name[0])
			scale = sizes[i].scale;
	if (scale > 1)
		text++;
	if (strcmp(text, "") != 0 && strcmp(text, "B") != 0 &&
		!(scale > 1 && strcmp(text, "iB") == 0))
		return -EINVAL;
	return scale_decimal(&decimal, scale, ret_bytes);
}

/* Writes value / scale with as many decimals as it takes; scale is a power of ten. */
static void write_decimal(uint64_t value, const struct unit *unit, char *text, size_t size)
{
	uint64_t rest = value % unit->scale;
	int digits = 0;

	for (uint64_t scale = unit->scale; scale > 1; scale /= 10)
		digits++;
	for (; rest && rest % 10 == 0; rest /= 10)
		digits--;
	if (rest)
		snprintf(text, size, "%llu.%0*llu%s", (unsigned long long)(value / unit->scale),
			digits, (unsigned long long)rest, unit->name);
	else
		snprintf(text, size, "%llu%s", (unsigned long long)(value / unit->scale),
			unit->name);
}

void text_from_duration(uint64_t ns, char *text, size_t size)
{
	size_t length = 0;

	if (size == 0)
		return;
	snprintf(text, size, "0s");
	for (size_t i = 1; i < DURATION_COUNT && ns && length < size; i++) {
		const struct unit *unit = &durations[i];

		if (ns < unit->scale)
			continue;
		if (unit->scale <= UINT64_C(1000000000)) {
			write_decimal(ns, unit, text + length, size - length);
			return;
		}
		snprintf(text + length, size - length, "%llu%s",
			(unsigned long long)(ns / unit->scale), unit->name);
		length += strlen(text + length);
		ns %= unit->scale;
	}
}

void text_from_size(uint64_t bytes, char *text, size_t size)
{
	for (size_t i = 0; i < SIZE_COUNT; i++)
		if (bytes && bytes % sizes[i].scale == 0) {
			snprintf(text, size, "%llu%s", (unsigned long long)(bytes / sizes[i].scale),
				sizes[i].name);
			return;
		}
	snprintf(text, size, "%llu", (unsigned long long)bytes);
}

void text_from_size_about(uint64_t bytes, char *text, size_t size)
{
	for (size_t i = 0; i < SIZE_COUNT; i++)
		if (bytes / 10 >= sizes[i].scale) {
			uint64_t half = sizes[i].scale / 2;
			uint64_t count = bytes / sizes[i].scale + (bytes % sizes[i].scale >= half);

			snprintf(text, size, "%llu%s", (unsigned long long)count, sizes[i].name);
			return;
		}
	snprintf(text, size, "%llu", (unsigned long long)bytes);
}

static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static unsigned smaller(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Edit distance where a swap of neighbours counts one and case counts nothing. */
static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	unsigned rows[3][WORD_MAX + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		above[j] = (unsigned)j;
	for (size_t i = 1; i <= a_length; i++) {
		unsigned *reuse = before;

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_length; j++) {
			bool same = fold(a[i - 1]) == fold(b[j - 1]);

			row[j] = smaller(above[j - 1] + !same, smaller(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
				fold(a[i - 2]) == fold(b[j - 1]))
				row[j] = smaller(row[j], before[j - 2] + 1);
		}
		before = above;
		above = row;
		row = reuse;
	}
	return above[b_length];
}

const char *text_nearest(const char *word, const char *const *candidates, size_t count)
{
	const char *nearest = NULL;
	size_t length = strnlen(word, WORD_MAX + 1);
	unsigned best = WORD_MAX;

	if (length == 0 || length > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t other = strnlen(candidates[i], WORD_MAX + 1);
		size_t shorter = length < other ? length : other;
		size_t longer = length < other ? other : length;
		/* A third of the letters may differ, but something must be common. */
		size_t limit = longer < 6 ? 1 : longer / 3;
		unsigned far;

		if (other == 0 || longer > WORD_MAX || longer - shorter > limit)
			continue;
		far = distance(word, length, candidates[i], other);
		if (far <= limit && far < shorter && far < best) {
			best = far;
			nearest = candidates[i];
		}
	}
	return nearest;
}

char *text_decimal(char *at, uint64_t value)
{
	char digits[20];
	size_t first = sizeof digits;

	do
		digits[--first] = (char)('0' + value % 10);
	while (value /= 10);
	memcpy(at, digits + first, sizeof digits - first);
	return at + sizeof digits - first;
}
