/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/rundir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/home.h"
#include "base/name.h"
#include "storage/directory.h"

#define PID_FILE "pid"
#define PID_FILE_MAX 16 /* bytes: more than a pid ever has */
#define OWN_MODE 0711	/* workers of another uid reach what they are meant to */
#define PRIVATE_MODE 0700
#define PUBLIC_MODE 0755

static int no_memory(struct reeve_error *error)
{
	return error_set(error, REEVE_EXIT_FAILED, "run directory: out of memory");
}

/* Returns text to free, or NULL with error filled. */
static char *require_home(struct reeve_error *error)
{
	char *home = home_find();

	if (!home && errno == ENOMEM)
		no_memory(error);
	else if (!home)
		error_set(error, REEVE_EXIT_FAILED,
			"run directory: uid %u has no home directory: name one with $REEVE_RUN_DIR "
			"and $REEVE_STATE_DIR",
			(unsigned)geteuid());
	return home;
}

/* <first>/<second>, to free, or NULL with error filled. */
static char *join(const char *first, const char *second, struct reeve_error *error)
{
	size_t length = strlen(first);
	char *path;

	while (length && first[length - 1] == '/')
		length--;
	if (asprintf(&path, "%.*s/%s", (int)length, first, second) < 0) {
		no_memory(error);
		return NULL;
	}
	return path;
}

/* Where a root comes from: the template, the environment, or what is usual. */
struct root {
	const char *given;
	const char *variable;
	const char *system; /* root's */
	const char *user;   /* below the home directory */
};

static const struct root run_root = {NULL, "REEVE_RUN_DIR", "/run/reeve", ".local/state/reeve/run"};
static const struct root state_root = {
	NULL, "REEVE_STATE_DIR", "/var/lib/reeve", ".local/state/reeve"};

/* <root>, to free, or NULL with error filled. */
static char *find_root(const struct root *root, struct reeve_error *error)
{
	const char *base = root->given;
	char *home, *path;

	if (!base) {
		base = secure_getenv(root->variable);
		if (base && !base[0])
			base = NULL;
	}
	if (!base && geteuid() == 0)
		base = root->system;
	if (base) {
		path = strdup(base);
		if (!path)
			no_memory(error);
		return path;
	}
	home = require_home(error);
	path = home ? join(home, root->user, error) : NULL;
	free(home);
	return path;
}

/* <root>/<command>, to free, or NULL with error filled. */
static char *find_path(const struct root *root, const char *command, struct reeve_error *error)
{
	char *base = find_root(root, error);
	char *path = base ? join(base, command, error) : NULL;

	free(base);
	return path;
}

static int find_pid_path(const struct places *places, const char *command, struct rundir *rundir,
	struct reeve_error *error)
{
	const char *slash;

	if (places->pid_file) {
		rundir->pid_path = strdup(places->pid_file);
		if (!rundir->pid_path)
			no_memory(error);
	} else if (places->pid_root) {
		rundir->pid_path = join(places->pid_root, command, error);
	} else {
		rundir->pid_path = join(rundir->path, PID_FILE, error);
	}
	if (!rundir->pid_path)
		return -1;
	slash = strrchr(rundir->pid_path, '/');
	if (!slash || !slash[1] || strcmp(slash, "/.") == 0 || strcmp(slash, "/..") == 0)
		return error_set(error, REEVE_EXIT_REFUSED,
			"pid file '%s' is refused: it is not the absolute path of a file: mend "
			"pid_file",
			rundir->pid_path);
	rundir->pid_name = strdup(slash + 1);
	return rundir->pid_name ? 0 : no_memory(error);
}

static int find_paths(const struct places *places, const char *command, struct rundir *rundir,
	struct reeve_error *error)
{
	struct root run = run_root, state = state_root;

	run.given = places->run_dir;
	state.given = places->state_dir;
	rundir->path = find_path(&run, command, error);
	if (!rundir->path)
		return -1;
	rundir->state_path = find_path(&state, command, error);
	if (!rundir->state_path)
		return -1;
	return find_pid_path(places, command, rundir, error);
}

/* Of what has to be made on the way: other uids must get through root's to reach their workers'
 * sockets and pipes, through a user's there is nobody else to go. */
static mode_t parent_mode(void)
{
	return geteuid() == 0 ? PUBLIC_MODE : PRIVATE_MODE;
}

static struct directory_request own_directory(const char *path, bool create)
{
	return (struct directory_request){
		.path = path,
		.what = "run directory",
		.setting = "run_dir or $REEVE_RUN_DIR",
		.create = create,
		.mode = OWN_MODE,
		.parent_mode = parent_mode(),
		.own = true,
		.local = true,
	};
}

static int duplicate(int fd, int *ret_fd, struct reeve_error *error)
{
	*ret_fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (*ret_fd < 0)
		return error_set(error, REEVE_EXIT_FAILED, "run directory: %s", strerror(errno));
	return 0;
}

static bool is_same(int a, int b)
{
	struct stat one, other;

	return fstat(a, &one) == 0 && fstat(b, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

static bool is_pid_name(const char *name)
{
	size_t length = strlen(name);

	return strcmp(name, PID_FILE) == 0 ||
	       (length > 4 && strcmp(name + length - 4, ".pid") == 0);
}

/* What is to be written takes the place of what has its name, and a template can name anything. */
static int check_pid_file(
	const struct places *places, const struct rundir *rundir, struct reeve_error *error)
{
	bool among_ours =
		is_same(rundir->pid_fd, rundir->fd) || is_same(rundir->pid_fd, rundir->status_fd);
	const char *why = NULL;
	struct stat status;

	if (!places->pid_file && !places->pid_root)
		return 0;
	if (among_ours && !is_pid_name(rundir->pid_name))
		why = "in the run directory it must be called pid or end in .pid";
	else if (fstatat(rundir->pid_fd, rundir->pid_name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	else if (S_ISDIR(status.st_mode))
		why = "it is a directory";
	else if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode))
		why = "it is not a regular file";
	else if (S_ISREG(status.st_mode) && status.st_size > PID_FILE_MAX)
		why = "there is a file that holds more than a pid";
	if (!why)
		return 0;
	return error_set(error, REEVE_EXIT_REFUSED, "pid file '%s' is refused: %s: mend %s",
		rundir->pid_path, why, places->pid_file ? "pid_file" : "pid_root");
}

/* The pid file is for other people's tools: its directory may be anybody's that we can rely on. */
static int open_pid_directory(
	const struct places *places, bool create, struct rundir *rundir, struct reeve_error *error)
{
	struct directory_request request = own_directory(NULL, create);
	size_t length = strlen(rundir->pid_path) - strlen(rundir->pid_name);
	char *path;
	int result;

	if (!places->pid_file && !places->pid_root)
		return duplicate(rundir->fd, &rundir->pid_fd, error);
	path = strndup(rundir->pid_path, length);
	if (!path)
		return no_memory(error);
	request.path = path;
	request.what = "directory of the pid file";
	request.setting = places->pid_file ? "pid_file" : "pid_root";
	request.mode = PUBLIC_MODE;
	request.own = false;
	result = directory_open(&request, &rundir->pid_fd, error);
	free(path);
	return result;
}

static int open_status_directory(const struct places *places, const char *command, bool create,
	struct rundir *rundir, struct reeve_error *error)
{
	struct directory_request request = own_directory(NULL, create);
	char *path;
	int result;

	if (!places->status_root)
		return duplicate(rundir->fd, &rundir->status_fd, error);
	path = join(places->status_root, command, error);
	if (!path)
		return -1;
	request.path = path;
	request.what = "directory of the status file";
	request.setting = "status_root";
	result = directory_open(&request, &rundir->status_fd, error);
	free(path);
	return result;
}

static int open_all(const struct places *places, const char *command, bool create,
	struct rundir *rundir, struct reeve_error *error)
{
	struct directory_request request;

	if (!name_is_valid(command))
		return error_set(error, REEVE_EXIT_FAILED,
			"run directory: a command cannot have the name '%.80s'", command);
	if (find_paths(places, command, rundir, error) < 0)
		return -1;
	request = own_directory(rundir->path, create);
	if (directory_open(&request, &rundir->fd, error) < 0)
		return -1;
	if (rundir->fd < 0)
		return 0;
	if (open_pid_directory(places, create, rundir, error) < 0)
		return -1;
	if (open_status_directory(places, command, create, rundir, error) < 0)
		return -1;
	return create ? check_pid_file(places, rundir, error) : 0;
}

int rundir_open(const struct places *places, const char *command, bool create,
	struct rundir *ret_rundir, struct reeve_error *error)
{
	struct rundir rundir = RUNDIR_NONE;

	if (open_all(places, command, create, &rundir, error) < 0) {
		rundir_close(&rundir);
		*ret_rundir = rundir;
		return -1;
	}
	*ret_rundir = rundir;
	return 0;
}

void rundir_close(struct rundir *rundir)
{
	fd_close(&rundir->fd);
	fd_close(&rundir->pid_fd);
	fd_close(&rundir->status_fd);
	free(rundir->path);
	free(rundir->state_path);
	free(rundir->pid_path);
	free(rundir->pid_name);
	*rundir = (struct rundir)RUNDIR_NONE;
}

int rundir_open_root(bool create, int *ret_fd, struct reeve_error *error)
{
	char *path = find_root(&run_root, error);
	struct directory_request request = own_directory(path, create);
	int result;

	if (!path)
		return -1;
	request.own = false;
	request.mode = request.parent_mode;
	result = directory_open(&request, ret_fd, error);
	free(path);
	return result;
}

static struct directory_request state_directory(const char *path, bool create)
{
	return (struct directory_request){
		.path = path,
		.what = "state directory",
		.setting = "state_dir or $REEVE_STATE_DIR",
		.create = create,
		.mode = PRIVATE_MODE,
		.parent_mode = PRIVATE_MODE,
		.own = true,
	};
}

int rundir_find_state(const struct rundir *rundir, int *ret_fd, struct reeve_error *error)
{
	struct directory_request request = state_directory(rundir->state_path, false);

	return directory_open(&request, ret_fd, error);
}

int rundir_open_state(const struct rundir *rundir, const char *name, struct reeve_error *error)
{
	struct directory_request request = state_directory(NULL, true);
	char *path;
	int fd = -1;

	if (name && !name_is_valid(name))
		return error_set(error, REEVE_EXIT_FAILED,
			"state directory: nothing there can have the name '%.80s'", name);
	path = name ? join(rundir->state_path, name, error) : strdup(rundir->state_path);
	if (!path)
		return name ? -1 : no_memory(error);
	request.path = path;
	directory_open(&request, &fd, error);
	free(path);
	return fd;
}
