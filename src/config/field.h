/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_FIELD_H
#define CONFIG_FIELD_H

/* Where the number of a key stands in a typed object. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct field {
	const char *key;
	size_t offset;
	size_t size;	   /* 4 or 8 bytes */
	uint64_t scale;	   /* the value in the field counts in this many of the table's */
	bool zero_is_none; /* 0 is kept as UINT64_MAX */
};

#define FIELD_OF(type, key_, member, ...)                        \
	{                                                        \
		.key = key_, .offset = offsetof(type, member),   \
		.size = sizeof(((type *)0)->member), __VA_ARGS__ \
	}

/* In the table's own unit: nanoseconds where the key is a duration. */
uint64_t field_get(const struct field *field, const void *object);
void field_set(const struct field *field, void *object, uint64_t value);

#endif
