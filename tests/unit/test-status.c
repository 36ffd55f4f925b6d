/* SPDX-License-Identifier: MIT */
/* What status finds out: lock, scoreboard, counters, pid file and real processes. */
#include "config.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "client/status.h"
#include "status-fixture.h"
#include "storage/counters.h"
#include "storage/lock.h"
#include "storage/pidfile.h"
#include "supervisor/supervisor.h"

/* The facts of this moment; freed by the next call and at the end of a test. */
static const struct status *look(void)
{
	static struct status *status;
	struct reeve_error error;

	status_free(status);
	ck_assert_msg(status_read(&fixture.rundir, &status, &error) == 0, "%s", error.text);
	return status;
}

START_TEST(nothing_there)
{
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_STOPPED);
	ck_assert_str_eq(fixture.output, "queue is not running\n");
	/* Looking makes nothing. */
	ck_assert_int_eq(rmdir(fixture.top), 0);
	ck_assert_int_eq(mkdir(fixture.top, 0700), 0);
}
END_TEST

START_TEST(pid_file_left)
{
	fixture_open_rundir();
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_STOPPED);
	ck_assert_int_eq(pidfile_write(fixture.rundir.pid_fd, "pid", 1), 0);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_DEAD);
	ck_assert_int_eq(truncate(fixture.rundir.pid_path, 0), 0);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_DEAD);
	ck_assert_str_eq(fixture.output, "queue is not running\n");
}
END_TEST

START_TEST(lock_held_before_there_is_a_scoreboard)
{
	fixture_open_rundir();
	fixture.lockfd = lock_open(fixture.rundir.fd);
	ck_assert_int_eq(lock_try(fixture.lockfd, LOCK_LIFE), 0);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_PARTLY);
	ck_assert(look()->running);
	ck_assert_ptr_null(look()->scoreboard);
	/* Somebody who changes something does not make it run. */
	ck_assert_int_eq(lock_release(fixture.lockfd, LOCK_LIFE), 0);
	ck_assert_int_eq(lock_try(fixture.lockfd, LOCK_CHANGE), 0);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_STOPPED);
}
END_TEST

START_TEST(running_as_wanted)
{
	const struct status *status;

	fixture_start(3);
	fixture_set_worker(0, fixture_spawn(), 0);
	fixture_set_worker(2, fixture_spawn(), SLOT_ADOPTED);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_RUNNING);
	status = look();
	ck_assert(status->running);
	ck_assert_int_eq(status->guardian.pid, fixture.guardian);
	ck_assert_int_eq(status->master.pid, fixture.master);
	ck_assert_uint_eq(status->worker_count, 2); /* the empty slot is none */
	ck_assert_uint_eq(status->live_workers, 2);
	ck_assert_uint_eq(status->workers[1].slot.instance, 3);
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_ge(status->workers[i].process.memory, 4096);
}
END_TEST

START_TEST(a_zombie_is_not_alive)
{
	pid_t own = fixture_spawn(), adopted = fixture_spawn();

	fixture_start(2);
	fixture_set_worker(0, own, 0);
	fixture_set_worker(1, adopted, SLOT_ADOPTED);
	fixture_kill(own);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_PARTLY);
	ck_assert(look()->workers[0].process.lost);
	ck_assert_int_eq(look()->workers[0].process.pid, 0);
	ck_assert_int_eq(look()->workers[0].process.memory, -1);
	ck_assert_ptr_nonnull(strstr(fixture.output, "backoff"));
	fixture_set_worker(0, 0, 0);
	fixture_kill(adopted);
	ck_assert(look()->workers[1].process.lost);
	ck_assert_uint_eq(look()->live_workers, 0);
}
END_TEST

START_TEST(a_work_program_is_between_two_processes)
{
	pid_t worker = fixture_spawn();

	fixture_start(1);
	fixture_set_worker(0, worker, SLOT_WORK);
	fixture_kill(worker);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_RUNNING);
	/* But not if nobody is there to start the second one. */
	fixture_suspend(fixture.master);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_PARTLY);
	ck_assert_ptr_nonnull(strstr(fixture.output, "dead"));
}
END_TEST

START_TEST(the_master_is_stopped_by_a_debugger)
{
	fixture_start(1);
	fixture_set_worker(0, fixture_spawn(), 0);
	fixture_suspend(fixture.master);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_RUNNING);
	ck_assert(look()->master.suspended);
	ck_assert_ptr_nonnull(strstr(fixture.output, "suspended"));
}
END_TEST

START_TEST(guardian_and_master_killed)
{
	pid_t worker = fixture_spawn();

	fixture_start(2);
	fixture_set_worker(0, worker, 0);
	fixture_set_worker(1, fixture_spawn(), SLOT_WORK);
	ck_assert_int_eq(pidfile_write(fixture.rundir.pid_fd, "pid", fixture.guardian), 0);
	fixture_kill_masters();
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_PARTLY);
	ck_assert(!look()->running);
	ck_assert_int_eq(look()->master.pid, 0);
	ck_assert(look()->master.lost);
	ck_assert_int_eq(look()->workers[0].process.pid, worker);
	fixture_kill(worker);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_PARTLY);
	fixture_kill(look()->workers[1].process.pid);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_DEAD);
	ck_assert_str_eq(fixture.output, "queue is not running\n");
	ck_assert_int_eq(pidfile_remove(fixture.rundir.pid_fd, "pid", fixture.guardian), 0);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_STOPPED);
	ck_assert_uint_eq(look()->worker_count, 0);
}
END_TEST

START_TEST(one_of_the_two_killed)
{
	fixture_start(1);
	fixture_set_worker(0, fixture_spawn(), 0);
	fixture_kill(fixture.master);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_PARTLY);
	ck_assert(look()->running);
	ck_assert_ptr_nonnull(strstr(fixture.output, "dead"));
}
END_TEST

START_TEST(a_pid_that_came_again_is_not_ours)
{
	fixture_start(2);
	fixture_set_worker(0, fixture_spawn(), SLOT_ADOPTED);
	fixture_set_worker(1, fixture_spawn(), SLOT_ADOPTED);
	FIXTURE_CHANGE(0, slot.process.start_ticks++);
	/* Start time not recorded: then whoever began after the claim is another. */
	FIXTURE_CHANGE(1, (slot.process.start_ticks = 0, slot.process.claimed_ns = 1));
	ck_assert_uint_eq(look()->live_workers, 0);
	FIXTURE_CHANGE(1, slot.process.claimed_ns = clock_boottime_ns());
	ck_assert_uint_eq(look()->live_workers, 1);
	fixture_kill_masters();
	ck_assert_uint_eq(look()->live_workers, 1);
	FIXTURE_CHANGE(1, slot.process.claimed_ns = 1);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_STOPPED);
}
END_TEST

START_TEST(adopted_is_who_is_older_than_the_master)
{
	fixture_start(3);
	fixture_set_worker(0, fixture_spawn(), 0);
	fixture_set_worker(1, fixture_spawn(), SLOT_ADOPTED);
	fixture_set_worker(2, fixture_spawn(), 0);
	FIXTURE_CHANGE(2, slot.process.spawned_ns = 1);
	ck_assert(!look()->workers[0].adopted);
	ck_assert(look()->workers[1].adopted);
	ck_assert(look()->workers[2].adopted);
	/* Such a pid may have been given away while nobody looked. */
	ck_assert_uint_eq(look()->live_workers, 3);
	FIXTURE_CHANGE(2, slot.process.start_ticks++);
	ck_assert_uint_eq(look()->live_workers, 2);
	ck_assert(!look()->workers[2].adopted);
}
END_TEST

/* Enough for several threads; every result has to end up in its own place. */
START_TEST(a_thousand_workers)
{
	pid_t alive = fixture_spawn(), zombie = fixture_spawn();
	const struct status *status;

	fixture_start(1000);
	for (unsigned i = 0; i < 1000; i++)
		fixture_set_worker(i, i % 3 ? alive : zombie, i % 2 ? SLOT_ADOPTED : 0);
	fixture_kill(zombie);
	status = look();
	ck_assert_uint_eq(status->worker_count, 1000);
	ck_assert_uint_eq(status->live_workers, 666);
	for (unsigned i = 0; i < 1000; i++) {
		ck_assert_int_eq(status->workers[i].process.pid, i % 3 ? alive : 0);
		ck_assert_int_eq(status->workers[i].process.memory > 0, i % 3 != 0);
		ck_assert_uint_eq(status->workers[i].slot.instance, i + 1);
	}
}
END_TEST

START_TEST(a_claim_that_the_master_did_not_live_to_write_down)
{
	pid_t worker = fixture_spawn();

	fixture_start(1);
	fixture_set_worker(0, 0, 0);
	atomic_store(scoreboard_claim(fixture.scoreboard, 0), claim_make(2, (uint32_t)worker));
	atomic_store(scoreboard_claim_stamp(fixture.scoreboard, 0), clock_boottime_ns());
	fixture_kill_masters();
	ck_assert_int_eq(look()->workers[0].process.pid, worker);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_PARTLY);
	/* A new generation that nobody has claimed yet has no process. */
	fixture_set_worker(0, worker, 0);
	atomic_store(scoreboard_claim(fixture.scoreboard, 0), claim_make(3, 0));
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_STOPPED);
}
END_TEST

START_TEST(runs_come_from_the_counters)
{
	struct counters_cell *cell, *stale;
	const struct status *status;
	int fd;

	fixture_start(3);
	fixture_set_worker(0, fixture_spawn(), SLOT_WORK);
	fixture_set_worker(1, fixture_spawn(), SLOT_WORK);
	fixture_set_worker(2, fixture_spawn(), 0);
	ck_assert(!look()->workers[0].runs_known);
	fd = counters_create(fixture.rundir.fd, getuid(), 3);
	ck_assert_int_ge(fd, 0);
	cell = counters_map_cell(fd, 0);
	stale = counters_map_cell(fd, 1);
	ck_assert(cell && stale);
	cell->generation = 1;
	cell->runs = 4294967297;
	stale->generation = 7; /* of a former process */
	stale->runs = 5;
	status = look();
	ck_assert(status->workers[0].runs_known);
	ck_assert_uint_eq(status->workers[0].runs, 4294967297);
	ck_assert(status->workers[1].runs_known);
	ck_assert_uint_eq(status->workers[1].runs, 0);
	ck_assert(!status->workers[2].runs_known);
	/* A worker may do anything to its file. */
	ck_assert_int_eq(ftruncate(fd, 300), 0);
	ck_assert(look()->workers[0].runs_known);
	ck_assert(!look()->workers[1].runs_known);
	close(fd);
}
END_TEST

START_TEST(what_cannot_be_told)
{
	int fd;

	fixture_start(1);
	fd = openat(fixture.rundir.status_fd, SCOREBOARD_FILE, O_WRONLY);
	ck_assert_int_eq(pwrite(fd, "nonsense", 8, 0), 8);
	close(fd);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(fixture.output, "scoreboard"));
	ck_assert_int_eq(unlinkat(fixture.rundir.fd, LOCK_FILE, 0), 0);
	ck_assert_int_eq(mkdirat(fixture.rundir.fd, LOCK_FILE, 0700), 0);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_UNKNOWN);
}
END_TEST

START_TEST(another_template_of_the_same_name)
{
	fixture_start(1);
	fixture.template.path = (char *)"/elsewhere/queue.cfg";
	ck_assert_int_eq(fixture_status(0), REEVE_EXIT_REFUSED);
	ck_assert_ptr_nonnull(strstr(fixture.output, "'/somewhere/queue.cfg'"));
	ck_assert_ptr_nonnull(strstr(fixture.output, "'/elsewhere/queue.cfg'"));
	/* What is over stands in nobody's way. */
	fixture_kill_masters();
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_STOPPED);
}
END_TEST

START_TEST(pid_alive)
{
	pid_t pid = fixture_spawn();

	ck_assert(reeve_pid_alive(getpid()));
	ck_assert(reeve_pid_alive(1));
	ck_assert(reeve_pid_alive(pid));
	fixture_kill(pid);
	ck_assert(!reeve_pid_alive(pid));
	fixture_reap(pid);
	ck_assert(!reeve_pid_alive(pid));
	ck_assert(!reeve_pid_alive(0));
	ck_assert(!reeve_pid_alive(-1));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("status");
	TCase *tests = tcase_create("status");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, fixture_setup, fixture_teardown);
	tcase_add_test(tests, nothing_there);
	tcase_add_test(tests, pid_file_left);
	tcase_add_test(tests, lock_held_before_there_is_a_scoreboard);
	tcase_add_test(tests, running_as_wanted);
	tcase_add_test(tests, a_zombie_is_not_alive);
	tcase_add_test(tests, a_work_program_is_between_two_processes);
	tcase_add_test(tests, the_master_is_stopped_by_a_debugger);
	tcase_add_test(tests, guardian_and_master_killed);
	tcase_add_test(tests, one_of_the_two_killed);
	tcase_add_test(tests, a_pid_that_came_again_is_not_ours);
	tcase_add_test(tests, adopted_is_who_is_older_than_the_master);
	tcase_add_test(tests, a_thousand_workers);
	tcase_add_test(tests, a_claim_that_the_master_did_not_live_to_write_down);
	tcase_add_test(tests, runs_come_from_the_counters);
	tcase_add_test(tests, what_cannot_be_told);
	tcase_add_test(tests, another_template_of_the_same_name);
	tcase_add_test(tests, pid_alive);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
