/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_done(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
	if (buffer->data)
		buffer->data[0] = '\0';
}

int buffer_reserve(struct buffer *buffer, size_t more)
{
	size_t need = buffer->length + more + 1;
	size_t capacity = buffer->capacity ? buffer->capacity : 256;
	char *data;

	if (buffer->failed || need < more)
		return -ENOMEM;
	if (need <= buffer->capacity)
		return 0;
	while (capacity < need)
		capacity *= 2;
	data = realloc(buffer->data, capacity);
	if (!data) {
		buffer->failed = true;
		return -ENOMEM;
	}
	buffer->data = data;
	buffer->capacity = capacity;
	return 0;
}

/* Nearly always there is room, for the NUL too. */
static inline int make_room(struct buffer *buffer, size_t more)
{
	if (!buffer->failed && more < buffer->capacity - buffer->length)
		return 0;
	return buffer_reserve(buffer, more);
}

void buffer_add(struct buffer *buffer, const void *data, size_t length)
{
	if (make_room(buffer, length) < 0)
		return;
	if (length)
		memcpy(buffer->data + buffer->length, data, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void buffer_char(struct buffer *buffer, char c)
{
	if (make_room(buffer, 1) < 0)
		return;
	buffer->data[buffer->length++] = c;
	buffer->data[buffer->length] = '\0';
}

void buffer_vprintf(struct buffer *buffer, const char *format, va_list arguments)
{
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	if (length < 0 || buffer_reserve(buffer, (size_t)length) < 0) {
		buffer->failed = true;
	} else {
		vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
		buffer->length += (size_t)length;
	}
	va_end(again);
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	buffer_vprintf(buffer, format, arguments);
	va_end(arguments);
}

char *buffer_take(struct buffer *buffer)
{
	char *data = NULL;

	if (!buffer->failed && buffer_reserve(buffer, 0) == 0) {
		data = buffer->data;
		data[buffer->length] = '\0';
		buffer->data = NULL;
	}
	buffer_done(buffer);
	return data;
}
