/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_IN_CHILD_H
#define PROCESS_IN_CHILD_H

/* Of functions that run in a child which still has its parent's memory: only raw system calls, and
 * nothing that allocates, locks or keeps state. No sanitizer may instrument them: this stack is
 * unknown to them. */
#ifdef __clang__
#define IN_CHILD \
	__attribute__((noinline, no_sanitize("address", "undefined", "thread"), no_stack_protector))
#else
#define IN_CHILD                                                                                 \
	__attribute__((noinline, no_sanitize_address, no_sanitize_undefined, no_sanitize_thread, \
		no_stack_protector))
#endif

#endif
