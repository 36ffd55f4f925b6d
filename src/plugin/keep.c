/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin/keep.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPIES_FROM 200 /* who closes what it sees rarely goes so far */

static mode_t current_umask(void)
{
	mode_t mask = umask(077);

	umask(mask);
	return mask;
}

static void save_file(int fd, struct kept_file *file)
{
	struct stat status;

	*file = (struct kept_file){.copy = -1};
	if (fstat(fd, &status) < 0)
		return;
	*file = (struct kept_file){.open = true,
		.device = status.st_dev,
		.inode = status.st_ino,
		.copy = fcntl(fd, F_DUPFD_CLOEXEC, COPIES_FROM)};
	if (file->copy < 0)
		file->copy = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (!S_ISCHR(status.st_mode) || ttyname_r(fd, file->terminal, sizeof file->terminal) != 0)
		file->terminal[0] = '\0';
}

void keep_save(struct kept *kept)
{
	const char *locale = setlocale(LC_ALL, NULL);

	sigprocmask(SIG_SETMASK, NULL, &kept->mask);
	for (int signal = 1; signal < KEPT_SIGNALS; signal++)
		sigaction(signal, NULL, &kept->actions[signal]);
	kept->umask = current_umask();
	if (!getcwd(kept->directory, sizeof kept->directory))
		kept->directory[0] = '\0';
	kept->locale[0] = '\0';
	if (locale && strlen(locale) < sizeof kept->locale)
		strcpy(kept->locale, locale);
	kept->thread_locale = uselocale((locale_t)0);
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		save_file(fd, &kept->files[fd]);
}

static void note(struct buffer *changed, const char *what)
{
	buffer_printf(changed, "%s%s", changed->length ? ", " : "", what);
}

static bool restore_mask(const struct kept *kept)
{
	sigset_t mask;
	bool changed = false;

	sigprocmask(SIG_SETMASK, NULL, &mask);
	for (int signal = 1; signal < KEPT_SIGNALS; signal++)
		changed = changed || sigismember(&mask, signal) != sigismember(&kept->mask, signal);
	if (changed)
		sigprocmask(SIG_SETMASK, &kept->mask, NULL);
	return changed;
}

static bool restore_actions(const struct kept *kept)
{
	bool changed = false;

	for (int signal = 1; signal < KEPT_SIGNALS; signal++) {
		const struct sigaction *before = &kept->actions[signal];
		struct sigaction now;

		if (sigaction(signal, NULL, &now) < 0 || now.sa_handler == before->sa_handler)
			continue;
		sigaction(signal, before, NULL);
		changed = true;
	}
	return changed;
}

static bool restore_umask(const struct kept *kept)
{
	return umask(kept->umask) != kept->umask;
}

static bool restore_directory(const struct kept *kept)
{
	char now[PATH_MAX];

	if (!kept->directory[0] || (getcwd(now, sizeof now) && strcmp(now, kept->directory) == 0))
		return false;
	return chdir(kept->directory) == 0;
}

static bool restore_locale(const struct kept *kept)
{
	const char *now = setlocale(LC_ALL, NULL);
	bool changed = uselocale(kept->thread_locale) != kept->thread_locale;

	if (!kept->locale[0] || !now || strcmp(now, kept->locale) == 0)
		return changed;
	setlocale(LC_ALL, kept->locale);
	return true;
}

static bool is_file(int fd, const struct kept_file *file)
{
	struct stat status;

	return fd >= 0 && fstat(fd, &status) == 0 && status.st_dev == file->device &&
	       status.st_ino == file->inode;
}

/* Of what is lost with its copy, a terminal can be opened anew. */
static bool reopen(int fd, const struct kept_file *file)
{
	int terminal = file->terminal[0] ? open(file->terminal, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
	bool done = is_file(terminal, file);

	if (done && terminal != fd)
		done = dup2(terminal, fd) == fd;
	else if (done)
		fcntl(fd, F_SETFD, 0);
	if (terminal >= 0 && terminal != fd)
		close(terminal);
	return done;
}

/* Lost for good, with its copy. Whatever is opened next shall not get what is said to people; it is
 * not to be written either, so that its loss is an error. */
static void occupy(int fd)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null >= 0 && null != fd) {
		dup2(null, fd);
		close(null);
	}
}

static bool restore_file(int fd, struct kept_file *file)
{
	bool same = !file->open || is_file(fd, file), changed;

	/* Whoever closed everything may have opened something under the copy's number. */
	if (!file->open || is_file(file->copy, file))
		return !same && dup2(file->copy, fd) == fd;
	changed = !same && reopen(fd, file);
	if (!same && !changed)
		occupy(fd);
	save_file(fd, file);
	return changed;
}

void keep_restore(struct kept *kept, struct buffer *changed)
{
	static const char *const files[] = {"standard input", "standard output", "standard error"};

	if (restore_actions(kept))
		note(changed, "what signals do");
	if (restore_mask(kept))
		note(changed, "the signal mask");
	if (restore_umask(kept))
		note(changed, "the umask");
	if (restore_directory(kept))
		note(changed, "the working directory");
	if (restore_locale(kept))
		note(changed, "the locale");
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (restore_file(fd, &kept->files[fd]))
			note(changed, files[fd]);
}

void keep_done(struct kept *kept)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (kept->files[fd].open && is_file(kept->files[fd].copy, &kept->files[fd]))
			close(kept->files[fd].copy);
}
