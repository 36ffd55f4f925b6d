/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/sweep.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "storage/control.h"
#include "storage/deaths.h"
#include "storage/kept.h"
#include "storage/listen.h"
#include "storage/scoreboard.h"
#include "storage/socket.h"

/* NAME.new and NAME.new.PID: begun, and never renamed into place. */
static bool is_temporary(const char *file, const char *name)
{
	size_t length = strlen(name);

	return strncmp(file, name, length) == 0 && strncmp(file + length, ".new", 4) == 0 &&
	       (file[length + 4] == '\0' || file[length + 4] == '.');
}

static bool is_counters(const char *file, const char *name)
{
	return strncmp(file, name, strlen(name)) == 0;
}

static void remove_all(
	int dirfd, bool (*matches)(const char *file, const char *name), const char *name)
{
	int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!directory) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(directory)))
		if (matches(entry->d_name, name))
			unlinkat(dirfd, entry->d_name, 0);
	closedir(directory);
}

static void remove_file(int dirfd, const char *name)
{
	unlinkat(dirfd, name, 0);
	sweep_temporaries(dirfd, name);
}

void sweep_temporaries(int dirfd, const char *name)
{
	remove_all(dirfd, is_temporary, name);
}

void sweep_run_files(int run_fd, int status_fd)
{
	/* The socket first: nobody shall find an open door to a house that is being emptied. */
	remove_file(run_fd, CONTROL_SOCKET);
	remove_file(run_fd, NOTIFY_SOCKET);
	listen_remove(run_fd);
	sweep_temporaries(run_fd, LISTEN_FILE);
	remove_file(status_fd, SCOREBOARD_FILE);
	remove_file(run_fd, DEATHS_FILE);
	remove_file(run_fd, "template");
	remove_file(run_fd, "template.asked");
	remove_file(run_fd, "template.next");
	remove_file(run_fd, "template.before");
	remove_file(run_fd, "template.failed");
	remove_file(run_fd, "environment");
	remove_all(run_fd, is_counters, "counters.");
	kept_sweep(run_fd);
}
