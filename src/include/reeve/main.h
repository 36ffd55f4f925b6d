/* SPDX-License-Identifier: MIT */
#ifndef REEVE_MAIN_H
#define REEVE_MAIN_H

/* A program that links libreeve can be its own workers: it is executed again, in a process of its
 * own, and reeve_main() at the top of its main() takes the role that it was executed for.
 *
 *	static int consume(struct reeve_worker *worker, void *state)
 *	{
 *		return 0;
 *	}
 *
 *	REEVE_LINKED_WORK(consumer, "consume", "take one message", .run = consume);
 *
 *	static const struct reeve_plugin *const plugins[] = {&consumer.plugin, NULL};
 *	static const struct reeve_host host = {.size = sizeof host, .plugins = plugins};
 *
 *	int main(int argc, char **argv)
 *	{
 *		reeve_main(argc, argv, &host);
 *		return reeve_command_main("queue.cfg", argc, argv);
 *	}
 */

#include <stddef.h>

#include <reeve/error.h>
#include <reeve/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A function that a worker is to call, by a name that means the same in the process that is
 * executed for it. Which kind of function it is depends on what it is used for; those of a work
 * have the types of struct reeve_work. */
struct reeve_function {
	const char *name;
	void (*function)(void);
};

/* clang-format off */
#define REEVE_FUNCTION(function_) {#function_, (void (*)(void))(function_)}
/* clang-format on */

/* What the program brings along. All of it must live as long as the process. New fields only at the
 * end: what lies beyond `size` is taken as zero. */
struct reeve_host {
	size_t size; /* sizeof(struct reeve_host) */
	/* Plugins that are linked in, ended by NULL; found by their names before any file. May be
	 * NULL. */
	const struct reeve_plugin *const *plugins;
	/* Ended by an entry without a name. May be NULL. */
	const struct reeve_function *functions;
	/* The text of a template that is part of the program, and the file that its errors name
	 * ("queue.cfg"): reeve_command_main() runs it where it is given NULL for the path. May be
	 * NULL. */
	const char *template_text;
	const char *template_name;
};

/* Makes the bytes of a file, followed by NUL, part of the program, as `extern const char
 * symbol_[]`. The file is looked for as the assembler does it: below where the compiler was called,
 * then in the directories of -Wa,-I. */
#define REEVE_EMBED(symbol_, file_)                            \
	__asm__(".pushsection .rodata\n"                       \
		".globl " #symbol_ "\n"                        \
		".hidden " #symbol_ "\n"                       \
		".type " #symbol_ ", %object\n" #symbol_ ":\n" \
		".incbin \"" file_ "\"\n"                      \
		".byte 0\n"                                    \
		".size " #symbol_ ", . - " #symbol_ "\n"       \
		".popsection\n");                              \
	extern const char symbol_[]

/* To be called first in main(), before anything is printed, opened or started, with the arguments
 * of main(); by one thread, once. If this process was executed to be a worker (or, linked
 * statically with all of reeve, a guardian or master), it becomes that and ends in this call (by
 * exit()). Otherwise it remembers the host and returns; a host without its size is a mistake that
 * ends the program with a sentence. Without this call libreeve never executes the program again;
 * nor does it where the program has more privileges than who called it (set-user-ID). host: NULL:
 * it brings nothing along. */
REEVE_API void reeve_main(int argc, char **argv, const struct reeve_host *host);

#ifdef __cplusplus
}
#endif

#endif
