/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "storage/layout.h"
#include "storage/twin.h"
#include "usual-scoreboard.h"

/* Every field tells the same number, so that a torn copy shows. */
static struct scoreboard_slot numbered(uint64_t n)
{
	struct scoreboard_slot slot = {.restarts = n, .exits = n, .changed_ns = n, .started_ns = n};

	slot.generation = n;
	slot.instance = slot.flags = slot.state = slot.wanted = slot.cause = (uint32_t)n;
	slot.status = (int32_t)n;
	slot.process = (struct identity){(int32_t)n, (uint32_t)n, n, n, n, n};
	memset(slot.program, 'a' + (int)(n % 26), sizeof slot.program - 1);
	memset(slot.token, 'A' + (int)(n % 26), sizeof slot.token - 1);
	return slot;
}

static bool is_numbered(const struct scoreboard_slot *slot)
{
	struct scoreboard_slot whole = numbered(slot->restarts);

	return memcmp(&whole, slot, sizeof whole) == 0;
}

START_TEST(what_is_written_can_be_read_by_another)
{
	struct scoreboard *writer = create(&usual), *reader;
	struct scoreboard_slot slot = numbered(7), read;
	struct scoreboard_command command = {.generation = 3, .guardian.pid = 11}, read_command;

	strcpy(command.master_token, token);
	scoreboard_set_slot(writer, 2, &slot);
	scoreboard_set_command(writer, &command);
	scoreboard_set_exit(writer, 2, 12, 99);
	atomic_store(scoreboard_claim(writer, 2), claim_make(5, 4194303));
	atomic_store(scoreboard_claim_stamp(writer, 2), 42);
	reader = open_again(false);
	ck_assert_str_eq(scoreboard_command_name(reader), "queue");
	ck_assert_str_eq(scoreboard_title_prefix(reader), "process_m");
	ck_assert_str_eq(scoreboard_template_path(reader), "/srv/queue.cfg");
	ck_assert_str_eq(scoreboard_token(reader), token);
	ck_assert(scoreboard_background(reader));
	ck_assert(scoreboard_is_current(reader));
	ck_assert_uint_eq(scoreboard_slot_count(reader), SLOTS);
	ck_assert_uint_eq(scoreboard_ring_length(reader), RING);
	ck_assert(scoreboard_get_slot(reader, 2, &read));
	ck_assert_mem_eq(&read, &slot, sizeof slot);
	ck_assert(scoreboard_get_command(reader, &read_command));
	ck_assert_mem_eq(&read_command, &command, sizeof command);
	ck_assert_uint_eq(scoreboard_get_exit(reader, 2, 12), 99);
	ck_assert_uint_eq(scoreboard_get_exit(reader, 2, 2), 99); /* the same place of the ring */
	ck_assert_uint_eq(scoreboard_get_exit(reader, 1, 2), 0);
	ck_assert_int_eq(claim_pid(atomic_load(scoreboard_claim(reader, 2))), 4194303);
	ck_assert_uint_eq(claim_generation(atomic_load(scoreboard_claim(reader, 2))), 5);
	ck_assert_uint_eq(scoreboard_stamp(reader, 2), 42);
	atomic_store(scoreboard_claim_stamp(writer, 2), stamp_awaited(UINT32_MAX));
	ck_assert_uint_eq(scoreboard_stamp(reader, 2), 0);
	ck_assert(scoreboard_get_slot(reader, 0, &read));
	ck_assert_uint_eq(read.restarts, 0);
	scoreboard_free(reader);
	scoreboard_free(writer);
}
END_TEST

START_TEST(each_set_replaces_the_one_before)
{
	struct scoreboard *scoreboard = create(&usual);
	struct scoreboard_slot read;

	for (uint64_t n = 0; n < 1000; n++) {
		struct scoreboard_slot slot = numbered(n);

		scoreboard_set_slot(scoreboard, 1, &slot);
		ck_assert(scoreboard_get_slot(scoreboard, 1, &read));
		ck_assert_uint_eq(read.restarts, n);
		ck_assert(is_numbered(&read));
	}
	scoreboard_free(scoreboard);
}
END_TEST

START_TEST(file_is_private_small_and_without_holes)
{
	struct scoreboard *scoreboard = create(&usual);
	struct stat status;

	ck_assert_int_eq(fstatat(scratch_fd, SCOREBOARD_FILE, &status, 0), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	ck_assert_int_eq(status.st_size, LAYOUT_HEADER_SIZE + SLOTS * 960);
	ck_assert_int_ge(status.st_blocks * 512, status.st_size);
	ck_assert_uint_lt(layout_slot_size(10), 1024);
	ck_assert(!scratch_exists(SCOREBOARD_FILE ".new"));
	for (unsigned i = 0; i < SLOTS; i++)
		ck_assert_uint_eq((uintptr_t)scoreboard_claim(scoreboard, i) % LAYOUT_LINE, 0);
	scoreboard_free(scoreboard);
}
END_TEST

START_TEST(slots_that_are_not_there)
{
	struct scoreboard *scoreboard = create(&usual);
	struct scoreboard_slot slot = numbered(1);

	scoreboard_set_slot(scoreboard, SLOTS, &slot);
	scoreboard_set_exit(scoreboard, SLOTS, 0, 1);
	ck_assert(!scoreboard_get_slot(scoreboard, SLOTS, &slot));
	ck_assert_uint_eq(slot.restarts, 0);
	ck_assert(!scoreboard_get_slot(scoreboard, UINT32_MAX, &slot));
	ck_assert_uint_eq(scoreboard_get_exit(scoreboard, SLOTS, 0), 0);
	ck_assert_ptr_null(scoreboard_claim(scoreboard, SLOTS));
	ck_assert_ptr_null(scoreboard_claim_stamp(scoreboard, SLOTS));
	ck_assert_uint_eq(scoreboard_stamp(scoreboard, SLOTS), 0);
	scoreboard_free(scoreboard);
}
END_TEST

START_TEST(a_reader_cannot_write)
{
	struct scoreboard *writer = create(&usual), *reader = open_again(false);
	struct scoreboard_slot slot = numbered(1);
	struct scoreboard_command command = {.generation = 1};

	scoreboard_set_slot(reader, 0, &slot);
	scoreboard_set_command(reader, &command);
	scoreboard_set_exit(reader, 0, 0, 1);
	scoreboard_set_moved(reader);
	ck_assert(scoreboard_get_slot(writer, 0, &slot));
	ck_assert_uint_eq(slot.restarts, 0);
	ck_assert(!scoreboard_is_moved(writer));
	scoreboard_free(reader);
	scoreboard_free(writer);
}
END_TEST

START_TEST(the_old_one_says_that_it_has_moved)
{
	struct scoreboard *old = create(&usual), *reader = open_again(false), *new = create(&usual);

	ck_assert(!scoreboard_is_moved(reader));
	scoreboard_set_moved(old);
	ck_assert(scoreboard_is_moved(reader));
	ck_assert(!scoreboard_is_moved(new));
	scoreboard_free(reader);
	scoreboard_free(old);
	scoreboard_free(new);
}
END_TEST

START_TEST(without_slots_and_without_a_ring)
{
	struct scoreboard_spec spec = usual;
	struct scoreboard *scoreboard;

	spec.slot_count = 0;
	scoreboard_free(create(&spec));
	scoreboard_free(open_again(true));
	spec.slot_count = 1;
	spec.ring_length = 0;
	scoreboard_free(create(&spec));
	scoreboard = open_again(true);
	scoreboard_set_exit(scoreboard, 0, 5, 5);
	ck_assert_uint_eq(scoreboard_get_exit(scoreboard, 0, 5), 0);
	scoreboard_free(scoreboard);
}
END_TEST

static void assert_not_created(const struct scoreboard_spec *spec, const char *word)
{
	struct scoreboard *scoreboard = NULL;
	struct reeve_error error = {0};

	ck_assert_int_eq(scoreboard_create(scratch_fd, spec, &scoreboard, &error), -1);
	ck_assert_ptr_null(scoreboard);
	ck_assert_int_eq(error.code, REEVE_EXIT_FAILED);
	ck_assert_msg(strstr(error.text, word), "%s", error.text);
	ck_assert_uint_eq(scratch_count_entries(scratch_path), 2);
}

START_TEST(too_much_is_refused)
{
	char text[PATH_MAX + 2];
	struct scoreboard_spec spec = usual;

	memset(text, 'x', sizeof text);
	spec.slot_count = SCOREBOARD_SLOTS_MAX + 1;
	assert_not_created(&spec, "65537 slots");
	spec = usual;
	spec.ring_length = SCOREBOARD_RING_MAX + 1;
	assert_not_created(&spec, "1025 exits");
	spec = usual;
	spec.template_path = text;
	text[PATH_MAX] = '\0';
	assert_not_created(&spec, "path of the template");
	spec = usual;
	spec.title_prefix = text;
	text[SCOREBOARD_PREFIX_MAX + 1] = '\0';
	assert_not_created(&spec, "title_prefix");
	spec.title_prefix = "";
	spec.command = text;
	assert_not_created(&spec, "command");
	spec.command = "queue";
	spec.token = text;
	assert_not_created(&spec, "token");
}
END_TEST

START_TEST(nothing_is_left_of_one_that_cannot_be_put_in_place)
{
	struct scoreboard *scoreboard = NULL;
	struct reeve_error error = {0};

	ck_assert_int_eq(mkdirat(scratch_fd, SCOREBOARD_FILE, 0700), 0);
	ck_assert_int_eq(scoreboard_create(scratch_fd, &usual, &scoreboard, &error), -1);
	ck_assert_ptr_null(scoreboard);
	ck_assert_msg(strstr(error.text, "Is a directory"), "%s", error.text);
	ck_assert_uint_eq(scratch_count_entries(scratch_path), 3);
}
END_TEST

static void fill_one(struct scoreboard *scoreboard, void *data)
{
	struct scoreboard_slot slot = {.program = "mailer", .instance = 7};

	/* Whoever looks now finds the old one, if any. */
	ck_assert(!scratch_exists(SCOREBOARD_FILE));
	scoreboard_set_slot(scoreboard, 1, &slot);
	atomic_store(scoreboard_claim(scoreboard, 1), claim_make(4, 4242));
	*(bool *)data = true;
}

/* A master that died right after it had made a new one had made its workers unknown. */
START_TEST(what_is_carried_over_is_there_before_the_name)
{
	struct scoreboard_spec spec = usual;
	bool called = false;
	struct scoreboard_slot slot;
	struct scoreboard *scoreboard;

	spec.fill = fill_one;
	spec.data = &called;
	scoreboard_free(create(&spec));
	ck_assert(called);
	scoreboard = open_again(false);
	ck_assert(scoreboard_get_slot(scoreboard, 1, &slot));
	ck_assert_uint_eq(slot.instance, 7);
	ck_assert_uint_eq(*scoreboard_claim(scoreboard, 1), claim_make(4, 4242));
	scoreboard_free(scoreboard);
}
END_TEST

START_TEST(longest_texts_come_back_whole)
{
	char path[PATH_MAX], prefix[SCOREBOARD_PREFIX_MAX + 1], name[NAME_MAX_LENGTH + 1];
	struct scoreboard_spec spec = usual;
	struct scoreboard *scoreboard;

	memset(path, 'p', sizeof path);
	memset(prefix, 'q', sizeof prefix);
	memset(name, 'n', sizeof name);
	path[sizeof path - 1] = prefix[sizeof prefix - 1] = name[sizeof name - 1] = '\0';
	spec.template_path = path;
	spec.title_prefix = prefix;
	spec.command = name;
	scoreboard_free(create(&spec));
	scoreboard = open_again(false);
	ck_assert_str_eq(scoreboard_template_path(scoreboard), path);
	ck_assert_str_eq(scoreboard_title_prefix(scoreboard), prefix);
	ck_assert_str_eq(scoreboard_command_name(scoreboard), name);
	scoreboard_free(scoreboard);
}
END_TEST

START_TEST(text_in_copies_always_ends)
{
	struct scoreboard *scoreboard = create(&usual);
	struct scoreboard_slot slot;
	struct scoreboard_command command;

	memset(&slot, 'x', sizeof slot);
	memset(&command, 'x', sizeof command);
	scoreboard_set_slot(scoreboard, 0, &slot);
	scoreboard_set_command(scoreboard, &command);
	ck_assert(scoreboard_get_slot(scoreboard, 0, &slot));
	ck_assert(scoreboard_get_command(scoreboard, &command));
	ck_assert_uint_eq(strlen(slot.program), NAME_MAX_LENGTH);
	ck_assert_uint_eq(strlen(slot.token), TOKEN_LENGTH);
	ck_assert_uint_eq(strlen(command.guardian_token), TOKEN_LENGTH);
	ck_assert_uint_eq(strlen(command.master_token), TOKEN_LENGTH);
	scoreboard_free(scoreboard);
}
END_TEST

/* Killed after any number of words: what was current stays current. */
START_TEST(half_a_write_changes_nothing)
{
	enum { WORDS = WORDS_OF(struct scoreboard_slot) };
	_Atomic uint64_t flips = 0, copies[2 * WORDS] = {0};
	struct twin twin = {&flips, copies, WORDS};
	struct scoreboard_slot read;

	for (uint64_t n = 1; n < 200; n++) {
		struct scoreboard_slot now = numbered(n), next = numbered(n + 1000);

		twin_write(&twin, &now);
		words_store(copies + ((n + 1) & 1) * WORDS, &next, n % (WORDS + 1));
		ck_assert(twin_read(&twin, &read));
		ck_assert_mem_eq(&read, &now, sizeof read);
	}
}
END_TEST

/* The writer never stops of itself: SIGKILL hits it anywhere. */
static pid_t start_writer(struct scoreboard *scoreboard, uint64_t first)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid != 0)
		return pid;
	for (uint64_t n = first;; n++) {
		struct scoreboard_slot slot = numbered(n);

		scoreboard_set_slot(scoreboard, 0, &slot);
	}
}

/* A reader that the writer outruns may be told so while it lives, but is never given a torn copy.
 */
static void read_while_writing(const struct scoreboard *reader, long reads, uint64_t from)
{
	struct scoreboard_slot slot = numbered(from);

	while (reads-- > 0 || slot.restarts == from) {
		uint64_t last = slot.restarts;

		if (!scoreboard_get_slot(reader, 0, &slot)) {
			slot = numbered(last);
			continue;
		}
		ck_assert(is_numbered(&slot));
		ck_assert_uint_ge(slot.restarts, last);
	}
}

START_TEST(a_killed_writer_leaves_a_whole_copy)
{
	struct scoreboard *scoreboard = create(&usual), *reader = open_again(false);
	struct scoreboard_slot slot = numbered(0);

	srandom(1);
	scoreboard_set_slot(scoreboard, 0, &slot);
	for (unsigned round = 0; round < 400; round++) {
		uint64_t from = slot.restarts;
		pid_t writer = start_writer(scoreboard, from + 1);

		read_while_writing(reader, random() % 300, from);
		ck_assert_int_eq(kill(writer, SIGKILL), 0);
		ck_assert_int_eq(scratch_wait(writer), 1000 + SIGKILL);
		ck_assert(scoreboard_get_slot(reader, 0, &slot));
		ck_assert(is_numbered(&slot));
		ck_assert_uint_gt(slot.restarts, from);
	}
	scoreboard_free(reader);
	scoreboard_free(scoreboard);
}
END_TEST

/* Whoever opens while a new one is put in place finds a whole one. */
START_TEST(replacement_is_never_seen_half_done)
{
	pid_t maker;
	int done = 0;

	scoreboard_free(create(&usual));
	maker = fork();
	if (maker == 0) {
		struct reeve_error error;
		struct scoreboard *scoreboard;

		for (int i = 0; i < 300; i++) {
			if (scoreboard_create(scratch_fd, &usual, &scoreboard, &error) < 0)
				_exit(1);
			scoreboard_free(scoreboard);
		}
		_exit(0);
	}
	while (!done) {
		int status;

		done = waitpid(maker, &status, WNOHANG) == maker;
		if (done)
			ck_assert_int_eq(status, 0);
		scoreboard_free(open_again(false));
	}
}
END_TEST

static int create_on_full_disk(void)
{
	struct scoreboard_spec spec = usual;
	struct scoreboard *scoreboard = NULL;
	struct reeve_error error = {0};
	int fd;

	CHECK_OR_RETURN(scratch_mount(scratch_path, "size=64k,mode=700", 0) == 0);
	fd = open(scratch_path, O_RDONLY | O_DIRECTORY);
	CHECK_OR_RETURN(scoreboard_create(fd, &spec, &scoreboard, &error) == 0);
	scoreboard_free(scoreboard);
	scoreboard = NULL;
	spec.slot_count = 1000;
	CHECK_OR_RETURN(scoreboard_create(fd, &spec, &scoreboard, &error) == -1);
	CHECK_OR_RETURN(scoreboard == NULL && error.code == REEVE_EXIT_FAILED);
	CHECK_OR_RETURN(strstr(error.text, "needs 946 KiB") && strstr(error.text, "No space left"));
	CHECK_OR_RETURN(faccessat(fd, SCOREBOARD_FILE ".new", F_OK, 0) < 0);
	CHECK_OR_RETURN(scoreboard_open(fd, true, &scoreboard, &error) == 0);
	CHECK_OR_RETURN(scoreboard_slot_count(scoreboard) == SLOTS);
	return 0;
}

START_TEST(a_full_disk_is_a_clear_error_and_leaves_the_old_one)
{
	ck_assert_int_eq(scratch_in_child(create_on_full_disk), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("scoreboard");
	TCase *tests = tcase_create("scoreboard");

	tcase_add_checked_fixture(tests, scratch_set_up, scratch_tear_down);
	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, what_is_written_can_be_read_by_another);
	tcase_add_test(tests, each_set_replaces_the_one_before);
	tcase_add_test(tests, file_is_private_small_and_without_holes);
	tcase_add_test(tests, slots_that_are_not_there);
	tcase_add_test(tests, a_reader_cannot_write);
	tcase_add_test(tests, the_old_one_says_that_it_has_moved);
	tcase_add_test(tests, without_slots_and_without_a_ring);
	tcase_add_test(tests, too_much_is_refused);
	tcase_add_test(tests, nothing_is_left_of_one_that_cannot_be_put_in_place);
	tcase_add_test(tests, what_is_carried_over_is_there_before_the_name);
	tcase_add_test(tests, longest_texts_come_back_whole);
	tcase_add_test(tests, text_in_copies_always_ends);
	tcase_add_test(tests, half_a_write_changes_nothing);
	tcase_add_test(tests, a_killed_writer_leaves_a_whole_copy);
	tcase_add_test(tests, replacement_is_never_seen_half_done);
	if (scratch_can_mount())
		tcase_add_test(tests, a_full_disk_is_a_clear_error_and_leaves_the_old_one);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
