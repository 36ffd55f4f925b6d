/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/sweep.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "storage/control.h"
#include "storage/deaths.h"
#include "storage/scoreboard.h"

/* Counters of each uid, and what somebody died over before he could rename it into place. */
static void remove_leftovers(int dirfd)
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
		if (strncmp(entry->d_name, "counters.", 9) == 0 || strstr(entry->d_name, ".new"))
			unlinkat(dirfd, entry->d_name, 0);
	closedir(directory);
}

void sweep_run_files(int run_fd, int status_fd)
{
	/* The socket first: nobody shall find an open door to a house that is being emptied. */
	unlinkat(run_fd, CONTROL_SOCKET, 0);
	unlinkat(status_fd, SCOREBOARD_FILE, 0);
	unlinkat(run_fd, DEATHS_FILE, 0);
	unlinkat(run_fd, "template", 0);
	remove_leftovers(run_fd);
	remove_leftovers(status_fd);
}
