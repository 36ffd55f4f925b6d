/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/field.h"

#include <string.h>

uint64_t field_get(const struct field *field, const void *object)
{
	const char *at = (const char *)object + field->offset;
	uint64_t value = 0;
	uint32_t narrow;

	if (field->size == sizeof value) {
		memcpy(&value, at, sizeof value);
	} else {
		memcpy(&narrow, at, sizeof narrow);
		value = narrow == UINT32_MAX ? UINT64_MAX : narrow;
	}
	if (field->zero_is_none && value == UINT64_MAX)
		return 0;
	return field->scale ? value * field->scale : value;
}

void field_set(const struct field *field, void *object, uint64_t value)
{
	char *at = (char *)object + field->offset;
	uint32_t narrow;

	/* Up: what is short is not none. */
	if (field->scale)
		value = value / field->scale + (value % field->scale != 0);
	if (field->zero_is_none && value == 0)
		value = UINT64_MAX;
	narrow = (uint32_t)value;
	if (field->size == sizeof value)
		memcpy(at, &value, sizeof value);
	else
		memcpy(at, &narrow, sizeof narrow);
}
