/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin/watch.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/signame.h"
#include "base/text.h"

#define STACK_SIZE (64 * 1024)

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP};
static const int ends[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1,
	SIGUSR2, SIGXCPU, SIGXFSZ};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *who; /* NULL: not enabled */
static const char *document;
static pid_t owner;
static const struct watch *volatile current; /* the innermost; NULL: none */
/* Signals are taken, and what is to be found again is noted, once for all that is watched: what
 * nobody has changed need not be read again. */
static bool ready;
static struct kept base;
static struct sigaction former[KEPT_SIGNALS]; /* of the signals that are taken */

/* From here to on_signal(): only what a signal handler may do. */

struct line {
	char text[1536];
	size_t length;
};

static void add(struct line *line, const char *text)
{
	while (*text && line->length < sizeof line->text)
		line->text[line->length++] = *text++;
}

static void add_signal(struct line *line, int signal)
{
	const char *name = signame_of(signal);
	char digits[] = {(char)('0' + signal / 10), (char)('0' + signal % 10), '\0'};

	add(line, "signal ");
	add(line, signal < 10 ? digits + 1 : digits);
	if (name) {
		add(line, " (");
		add(line, name);
		add(line, ")");
	}
}

static void put(int fd, const char *text, size_t length)
{
	while (length) {
		ssize_t n = write(fd, text, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		text += n;
		length -= (size_t)n;
	}
}

/* To what was standard error and output, wherever these lead by now. */
static void tell(const struct watch *watch, struct line *line)
{
	const struct kept_file *files = watch->outer ? watch->kept.files : base.files;

	add(line, "\n");
	put(files[2].copy >= 0 ? files[2].copy : STDERR_FILENO, line->text, line->length);
	if (!document)
		return;
	put(files[1].copy >= 0 ? files[1].copy : STDOUT_FILENO, document, strlen(document));
	put(files[1].copy >= 0 ? files[1].copy : STDOUT_FILENO, "\n", 1);
}

static bool is_crash(int signal)
{
	for (size_t i = 0; i < COUNT(crashes); i++)
		if (crashes[i] == signal)
			return true;
	return false;
}

/* Blocked while it is handled, the signal ends the process when this returns, with a core where
 * there is to be one. */
static void on_signal(int signal)
{
	const struct watch *watch = current;
	struct sigaction standard = {.sa_handler = SIG_DFL};
	struct line line = {.length = 0};
	int saved = errno;

	current = NULL;
	if (watch && getpid() == owner) {
		add(&line, who);
		add(&line, is_crash(signal) ? ": " : ": ended by ");
		if (is_crash(signal)) {
			add(&line, watch->subject);
			add(&line, " crashed: ");
		}
		add_signal(&line, signal);
		if (!is_crash(signal)) {
			add(&line, " in ");
			add(&line, watch->subject);
		}
		tell(watch, &line);
	}
	sigaction(signal, &standard, NULL);
	errno = saved;
	raise(signal);
}

/* Returns false if it is not watched code that ends the process. */
static bool tell_end(const char *call)
{
	const struct watch *watch = current;
	struct line line = {.length = 0};

	if (!watch || getpid() != owner)
		return false;
	current = NULL;
	add(&line, who);
	add(&line, ": ");
	add(&line, watch->subject);
	add(&line, " ended the process by ");
	add(&line, call);
	tell(watch, &line);
	return true;
}

int watch_leave(int code)
{
	return tell_end("_exit()") ? REEVE_EXIT_FAILED : code;
}

/* What was printed as text is let out. */
static void on_exit_called(void)
{
	if (!tell_end("exit()"))
		return;
	fflush(stdout);
	_exit(REEVE_EXIT_FAILED);
}

static void on_quick_exit_called(void)
{
	if (tell_end("quick_exit()"))
		_exit(REEVE_EXIT_FAILED);
}

static void take(const int *signals, size_t count)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK | SA_RESTART};

	for (size_t i = 0; i < count; i++)
		if (sigaction(signals[i], NULL, &former[signals[i]]) == 0 &&
			former[signals[i]].sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
}

static void give_back(const int *signals, size_t count)
{
	struct sigaction now;

	for (size_t i = 0; i < count; i++)
		if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler == on_signal)
			sigaction(signals[i], &former[signals[i]], NULL);
}

/* A stack that has overflowed cannot carry a handler. Another that stands already is left. */
static void use_own_stack(void)
{
	static char memory[STACK_SIZE];
	stack_t stack = {.ss_sp = memory, .ss_size = sizeof memory}, now;

	if (sigaltstack(NULL, &now) == 0 && (now.ss_flags & SS_DISABLE))
		sigaltstack(&stack, NULL);
}

static void prepare(void)
{
	if (ready)
		return;
	use_own_stack();
	take(crashes, COUNT(crashes));
	take(ends, COUNT(ends));
	keep_save(&base);
	ready = true;
}

void watch_enable(const char *name)
{
	static bool registered;

	if (!registered &&
		(atexit(on_exit_called) != 0 || at_quick_exit(on_quick_exit_called) != 0))
		return;
	registered = true;
	owner = getpid();
	who = name;
}

void watch_renew(void)
{
	if (!ready)
		return;
	give_back(crashes, COUNT(crashes));
	give_back(ends, COUNT(ends));
	keep_done(&base);
	ready = false;
}

void watch_disable(void)
{
	who = document = NULL;
	watch_renew();
}

void watch_set_document(const char *text)
{
	document = text;
}

void watch_begin(struct watch *watch, const char *format, ...)
{
	char subject[sizeof watch->subject];
	struct buffer shown = {0};
	va_list arguments;

	watch->subject[0] = '\0';
	if (!who)
		return;
	va_start(arguments, format);
	vsnprintf(subject, sizeof subject, format, arguments);
	va_end(arguments);
	text_escape(&shown, subject, strlen(subject));
	snprintf(watch->subject, sizeof watch->subject, "%s",
		shown.failed || !shown.data ? "a plugin" : shown.data);
	buffer_done(&shown);
	watch->outer = current;
	/* What runs within other watched code finds again what that had made of it. */
	if (watch->outer)
		keep_save(&watch->kept);
	else
		prepare();
	current = watch;
}

void watch_end(struct watch *watch)
{
	struct buffer changed = {0};

	if (!watch->subject[0])
		return;
	current = watch->outer;
	keep_restore(watch->outer ? &watch->kept : &base, &changed);
	if (watch->outer)
		keep_done(&watch->kept);
	if (changed.length)
		fprintf(stderr, "%s: %s changed %s: put back\n", who, watch->subject, changed.data);
	buffer_done(&changed);
}
