/* SPDX-License-Identifier: MIT */
#include "supervisor/window.h"

void window_clear(struct window *window)
{
	window->count = 0;
	window->next = 0;
}

void window_add(struct window *window, uint64_t now)
{
	if (!window->room)
		return;
	window->times[window->next] = now;
	window->next = window->next + 1 < window->room ? window->next + 1 : 0;
	if (window->count < window->room)
		window->count++;
}

/* The time with index from the oldest kept one. */
static uint64_t get(const struct window *window, uint32_t index)
{
	uint64_t place = (uint64_t)window->next + window->room - window->count + index;

	return window->times[place % window->room];
}

/* A time after now cannot be; restored from a file it counts. */
static bool within(uint64_t time, uint64_t length_ns, uint64_t now)
{
	return time >= now || now - time <= length_ns;
}

bool window_exceeded(const struct window *window, uint64_t length_ns, uint64_t now)
{
	return window->room && window->count == window->room &&
	       within(get(window, 0), length_ns, now);
}

size_t window_copy(
	const struct window *window, uint64_t length_ns, uint64_t *ret_times, size_t room)
{
	uint32_t first = 0;
	size_t copied = 0;

	while (first < window->count &&
		!within(get(window, first), length_ns, get(window, window->count - 1)))
		first++;
	if (window->count - first > room)
		first = window->count - (uint32_t)room;
	while (first < window->count)
		ret_times[copied++] = get(window, first++);
	return copied;
}
