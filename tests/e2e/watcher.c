/* SPDX-License-Identifier: MIT */

/* watcher TARGET [DIRECTORY]: watches it by reeve_watch_*, says "watching PID" in the file
 * $WATCH_OUT, and then how it ended, as WHY STATUS. With $WATCH_LATE it waits for a byte from that
 * FIFO before it asks. Exit code 0 once it was told, 1 where it cannot be watched: then the file
 * has the error. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <reeve/watch.h>

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
	const char *path = getenv("WATCH_OUT");
	FILE *file = path ? fopen(path, "a") : stdout;
	va_list arguments;

	va_start(arguments, format);
	if (file) {
		vfprintf(file, format, arguments);
		fputc('\n', file);
		fflush(file);
	}
	va_end(arguments);
	if (file && path)
		fclose(file);
}

static void wait_for_byte(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char byte;

	if (fd < 0 || read(fd, &byte, 1) < 0)
		say("cannot wait: %s", strerror(errno));
	close(fd);
}

int main(int argc, char **argv)
{
	static const char *const whys[] = {[REEVE_DOWN_ABSENT] = "absent",
		[REEVE_DOWN_EXITED] = "exited",
		[REEVE_DOWN_SIGNALED] = "signaled",
		[REEVE_DOWN_STOPPED] = "stopped",
		[REEVE_DOWN_REPLACED] = "replaced",
		[REEVE_DOWN_UNKNOWN] = "unknown"};
	struct reeve_down down = {.size = sizeof down}, again = {.size = sizeof again};
	struct reeve_watch *watch;
	struct pollfd poller = {.events = POLLIN};
	int result = reeve_watch_open(argc > 2 ? argv[2] : NULL, argc > 1 ? argv[1] : NULL, &watch);

	if (result < 0) {
		say("%s", strerror(-result));
		return 1;
	}
	poller.fd = reeve_watch_fd(watch);
	if (poll(&poller, 1, 0) == 0) {
		if (reeve_watch_read(watch, &down) != -EAGAIN || down.why)
			say("told of an end before there was one");
		say("watching");
	}
	while (poll(&poller, 1, -1) < 0 && errno == EINTR)
		;
	if (getenv("WATCH_LATE"))
		wait_for_byte(getenv("WATCH_LATE"));
	result = reeve_watch_read(watch, &down);
	if (result < 0)
		say("not told: %s", strerror(-result));
	else
		say("%s %d", whys[down.why], down.status);
	if (poll(&poller, 1, 0) != 1 || reeve_watch_read(watch, &again) != -EALREADY)
		say("told a second time");
	if ((down.why == REEVE_DOWN_ABSENT) != (down.pid == 0) || down.when <= 0)
		say("pid %jd, when %jd", (intmax_t)down.pid, (intmax_t)down.when);
	reeve_watch_free(watch);
	return 0;
}
