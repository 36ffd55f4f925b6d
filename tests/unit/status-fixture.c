/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "status-fixture.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "storage/lock.h"
#include "supervisor/supervisor.h"

struct fixture fixture;

void fixture_setup(void)
{
	const char *tmp = getenv("TMPDIR");

	memset(&fixture, 0, sizeof fixture);
	fixture.lockfd = -1;
	fixture.rundir = (struct rundir)RUNDIR_NONE;
	snprintf(fixture.top, sizeof fixture.top, "%.50s/reeve-status.XXXXXX",
		tmp && *tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(fixture.top));
	fixture.template.name = (char *)"queue";
	fixture.template.title_prefix = (char *)"process_m";
	fixture.template.path = (char *)"/somewhere/queue.cfg";
	fixture.template.run_dir = fixture.top;
	fixture.template.state_dir = fixture.top;
}

static void remove_tree(int dirfd, const char *name)
{
	int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			remove_tree(fd, entry->d_name);
	if (dir)
		closedir(dir);
	unlinkat(dirfd, name, dir ? AT_REMOVEDIR : 0);
}

void fixture_teardown(void)
{
	while (fixture.child_count)
		fixture_reap(fixture.children[fixture.child_count - 1]);
	if (fixture.lockfd >= 0)
		close(fixture.lockfd);
	scoreboard_free(fixture.scoreboard);
	rundir_close(&fixture.rundir);
	free(fixture.output);
	remove_tree(AT_FDCWD, fixture.top);
}

pid_t fixture_spawn(void)
{
	pid_t parent = getpid(), pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (getppid() == parent)
			pause();
		_exit(0);
	}
	ck_assert_uint_lt(fixture.child_count, 64);
	fixture.children[fixture.child_count++] = pid;
	return pid;
}

void fixture_kill(pid_t pid)
{
	siginfo_t info;

	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
}

void fixture_reap(pid_t pid)
{
	size_t i = 0;

	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	while (fixture.children[i] != pid)
		i++;
	fixture.children[i] = fixture.children[--fixture.child_count];
}

void fixture_suspend(pid_t pid)
{
	int status;

	ck_assert_int_eq(kill(pid, SIGSTOP), 0);
	ck_assert_int_eq(waitpid(pid, &status, WUNTRACED), pid);
	ck_assert(WIFSTOPPED(status));
}

uint64_t fixture_start_ticks(pid_t pid)
{
	char path[32], text[1024];
	unsigned long long ticks = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(text, sizeof text, file));
	fclose(file);
	ck_assert_int_eq(sscanf(strrchr(text, ')') + 1,
				 " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d"
				 " %*d %*d %*d %llu",
				 &ticks),
		1);
	return ticks;
}

void fixture_open_rundir(void)
{
	struct places places = {.run_dir = fixture.top, .state_dir = fixture.top};
	struct reeve_error error;

	ck_assert_msg(rundir_open(&places, "queue", true, &fixture.rundir, &error) == 0, "%s",
		error.text);
}

static struct identity identify(pid_t pid)
{
	return (struct identity){
		.pid = pid,
		.uid = getuid(),
		.spawned_ns = clock_boottime_ns(),
		.claimed_ns = clock_boottime_ns(),
		.start_ticks = pid ? fixture_start_ticks(pid) : 0,
	};
}

void fixture_start(unsigned slots)
{
	struct scoreboard_spec spec = {
		.command = "queue",
		.title_prefix = "process_m",
		.template_path = "/somewhere/queue.cfg",
		.token = "0123456789012345678901",
		.slot_count = slots,
		.ring_length = 1,
	};
	struct scoreboard_command command = {
		.guardian_started_ns = clock_realtime_ns(),
		.master_started_ns = clock_realtime_ns(),
		.generation = 1,
		.phase = SUPERVISOR_RUNNING,
		.wanted = CHILD_WANTED_RUNNING,
	};
	struct reeve_error error;

	fixture_open_rundir();
	ck_assert_msg(scoreboard_create(
			      fixture.rundir.status_fd, &spec, &fixture.scoreboard, &error) == 0,
		"%s", error.text);
	fixture.guardian = fixture_spawn();
	fixture.master = fixture_spawn();
	command.guardian = identify(fixture.guardian);
	command.master = identify(fixture.master);
	scoreboard_set_command(fixture.scoreboard, &command);
	fixture.lockfd = lock_open(fixture.rundir.fd);
	ck_assert_int_eq(lock_try(fixture.lockfd, LOCK_LIFE), 0);
}

void fixture_kill_masters(void)
{
	fixture_reap(fixture.guardian);
	fixture_reap(fixture.master);
	ck_assert_int_eq(lock_release(fixture.lockfd, LOCK_LIFE), 0);
}

void fixture_set_worker(unsigned slot, pid_t pid, unsigned flags)
{
	struct scoreboard_slot data = {.cell = slot,
		.program = "mailer",
		.token = "tokentokentokentoken00",
		.instance = slot + 1,
		.flags = (uint16_t)(flags | SLOT_READY),
		.state = CHILD_RUNNING,
		.wanted = CHILD_WANTED_RUNNING,
		.started_ns = clock_realtime_ns(),
		.generation = 1,
		.process = identify(pid),
	};

	scoreboard_set_slot(fixture.scoreboard, slot, &data);
	atomic_store(scoreboard_claim(fixture.scoreboard, slot), claim_make(1, (uint32_t)pid));
	atomic_store(scoreboard_claim_stamp(fixture.scoreboard, slot), data.process.claimed_ns);
}

static int ask(unsigned flags, bool json)
{
	struct reeve_status *status;
	FILE *output;
	int code;

	free(fixture.output);
	fixture.output = NULL;
	output = open_memstream(&fixture.output, &fixture.output_length);
	context_init(&fixture.context, &fixture.template, "queue", "status", output);
	if (json)
		reeve_param_set_bool(&fixture.context, "json", true);
	code = reeve_status_read(&fixture.context, &status);
	if (code == 0) {
		reeve_status_print(&fixture.context, status, flags);
		code = reeve_status_exit(status);
		reeve_status_free(status);
	} else if (fixture.context.failures.data) {
		fputs(fixture.context.failures.data, output);
	}
	context_done(&fixture.context);
	fclose(output);
	return code;
}

int fixture_status(unsigned flags)
{
	return ask(flags, false);
}

int fixture_json(unsigned flags)
{
	return ask(flags, true);
}
