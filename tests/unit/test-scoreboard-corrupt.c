/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "storage/layout.h"
#include "usual-scoreboard.h"

/* Everything that a reader may ask. */
static void ask_everything(const struct scoreboard *scoreboard)
{
	struct scoreboard_command command;
	struct scoreboard_slot slot;
	size_t length = strlen(scoreboard_command_name(scoreboard)) +
			strlen(scoreboard_title_prefix(scoreboard)) +
			strlen(scoreboard_template_path(scoreboard)) +
			strlen(scoreboard_token(scoreboard));

	ck_assert_uint_lt(length, 3 * PATH_MAX);
	scoreboard_is_current(scoreboard);
	scoreboard_is_moved(scoreboard);
	ck_assert(scoreboard_get_command(scoreboard, &command));
	for (unsigned i = 0; i < scoreboard_slot_count(scoreboard); i++) {
		ck_assert(scoreboard_get_slot(scoreboard, i, &slot));
		for (unsigned n = 0; n < scoreboard_ring_length(scoreboard); n++)
			scoreboard_get_exit(scoreboard, i, n);
		atomic_load(scoreboard_claim(scoreboard, i));
	}
}

/* Opens what may be anything. Returns scoreboard_open()'s result. */
static int probe(void)
{
	struct scoreboard *scoreboard = NULL;
	struct reeve_error error = {0};
	pid_t pids[4];
	int result = scoreboard_open(scratch_fd, false, &scoreboard, &error);

	if (result == 0) {
		ask_everything(scoreboard);
		scoreboard_free(scoreboard);
	} else {
		ck_assert_ptr_null(scoreboard);
		ck_assert_msg(strstr(error.text, "scoreboard': "), "%s", error.text);
		ck_assert_int_ge(scoreboard_salvage(scratch_fd, 4, pids), 0);
	}
	return result;
}

static bool is_mutable(size_t at)
{
	return at >= offsetof(struct layout_header, moved) &&
	       at < offsetof(struct layout_header, template_path);
}

START_TEST(any_corrupt_byte_of_the_header_is_found)
{
	static const unsigned char masks[] = {0x01, 0x80, 0xff};
	unsigned fds;
	int fd;

	scoreboard_free(create(&usual));
	fd = openat(scratch_fd, SCOREBOARD_FILE, O_RDWR);
	fds = scratch_count_fds();
	for (size_t at = 0; at < LAYOUT_HEADER_SIZE; at++) {
		unsigned char byte, changed;
		int expected = is_mutable(at) ? 0
			       : at >= offsetof(struct layout_header, version) &&
					       at < offsetof(struct layout_header, header_size)
				       ? -EPROTO
				       : -EBADMSG;

		ck_assert_int_eq(pread(fd, &byte, 1, (off_t)at), 1);
		for (size_t i = 0; i < sizeof masks; i++) {
			changed = byte ^ masks[i];
			ck_assert_int_eq(pwrite(fd, &changed, 1, (off_t)at), 1);
			ck_assert_int_eq(probe(), expected);
		}
		ck_assert_int_eq(pwrite(fd, &byte, 1, (off_t)at), 1);
	}
	ck_assert_int_eq(probe(), 0);
	ck_assert_uint_eq(scratch_count_fds(), fds);
	close(fd);
}
END_TEST

START_TEST(random_slots_do_no_harm)
{
	unsigned char bytes[SLOTS * 960];
	int fd;

	scoreboard_free(create(&usual));
	fd = openat(scratch_fd, SCOREBOARD_FILE, O_RDWR);
	srandom(2);
	for (int round = 0; round < 300; round++) {
		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = (unsigned char)random();
		ck_assert_int_eq(
			pwrite(fd, bytes, sizeof bytes, LAYOUT_HEADER_SIZE), (ssize_t)sizeof bytes);
		ck_assert_int_eq(probe(), 0);
	}
	close(fd);
}
END_TEST

START_TEST(any_other_length_is_found)
{
	struct stat status;
	int fd;

	scoreboard_free(create(&usual));
	fd = openat(scratch_fd, SCOREBOARD_FILE, O_RDWR);
	ck_assert_int_eq(fstat(fd, &status), 0);
	ck_assert_int_eq(ftruncate(fd, status.st_size + 1), 0);
	ck_assert_int_eq(probe(), -EBADMSG);
	for (off_t size = status.st_size - 1; size >= 0; size--) {
		ck_assert_int_eq(ftruncate(fd, size), 0);
		ck_assert_int_eq(probe(), -EBADMSG);
	}
	close(fd);
}
END_TEST

/* The checksum is no secret: numbers that it vouches for are checked all the same. */
static uint64_t checksum_of(const struct layout_header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < sizeof *header; i++)
		if (!is_mutable(i) && (i < 48 || i >= 56))
			sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	return sum;
}

static int resize(off_t size)
{
	int fd = openat(scratch_fd, SCOREBOARD_FILE, O_WRONLY);
	int result = ftruncate(fd, size);

	close(fd);
	return result;
}

static struct layout_header *map_header(void)
{
	int fd = openat(scratch_fd, SCOREBOARD_FILE, O_RDWR);
	void *map = mmap(NULL, LAYOUT_HEADER_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	close(fd);
	ck_assert_ptr_ne(map, MAP_FAILED);
	return map;
}

START_TEST(hostile_numbers_are_refused)
{
	static const struct {
		uint32_t header_size, slot_size, slot_count, ring_length;
	} rows[] = {
		{0, 960, SLOTS, RING},
		{4096, 960, SLOTS, RING},
		{UINT32_MAX, 960, SLOTS, RING},
		{LAYOUT_HEADER_SIZE, 0, SLOTS, RING},
		{LAYOUT_HEADER_SIZE, 64, SLOTS, RING},
		{LAYOUT_HEADER_SIZE, UINT32_MAX, SLOTS, RING},
		{LAYOUT_HEADER_SIZE, 960, SLOTS + 1, RING},
		{LAYOUT_HEADER_SIZE, 960, SCOREBOARD_SLOTS_MAX + 1, RING},
		{LAYOUT_HEADER_SIZE, 960, UINT32_MAX, RING},
		{LAYOUT_HEADER_SIZE, 960, SLOTS, RING + 10},
		{LAYOUT_HEADER_SIZE, 960, SLOTS, UINT32_MAX},
		{LAYOUT_HEADER_SIZE, 832, SLOTS, 0},
		{LAYOUT_HEADER_SIZE, 960, (uint32_t)((UINT64_C(1) << 32) / 960 + SLOTS), RING},
	};
	struct layout_header *header;

	scoreboard_free(create(&usual));
	header = map_header();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		header->header_size = rows[i].header_size;
		header->slot_size = rows[i].slot_size;
		header->slot_count = rows[i].slot_count;
		header->ring_length = rows[i].ring_length;
		header->checksum = checksum_of(header);
		ck_assert_msg(probe() == -EBADMSG, "row %zu", i);
	}
	header->header_size = LAYOUT_HEADER_SIZE;
	header->slot_size = 960;
	header->slot_count = SLOTS;
	header->ring_length = RING;
	header->checksum = checksum_of(header);
	ck_assert_int_eq(probe(), 0);
	header->slot_count = SCOREBOARD_SLOTS_MAX + 1; /* and they are all there */
	header->checksum = checksum_of(header);
	ck_assert_int_eq(resize(LAYOUT_HEADER_SIZE + (SCOREBOARD_SLOTS_MAX + 1) * 960), 0);
	ck_assert_int_eq(probe(), -EBADMSG);
	header->slot_count = SLOTS;
	ck_assert_int_eq(resize(LAYOUT_HEADER_SIZE + SLOTS * 960), 0);
	memcpy(header->command, "../x", 5);
	header->checksum = checksum_of(header);
	ck_assert_int_eq(probe(), -EBADMSG);
	memset(header->command, 'x', sizeof header->command);
	header->checksum = checksum_of(header);
	ck_assert_int_eq(probe(), -EBADMSG);
	munmap(header, LAYOUT_HEADER_SIZE);
}
END_TEST

START_TEST(text_of_the_header_always_ends)
{
	struct scoreboard *scoreboard;
	struct layout_header *header;

	scoreboard_free(create(&usual));
	header = map_header();
	memset(header->title_prefix, 'x', sizeof header->title_prefix);
	memset(header->token, 'x', sizeof header->token);
	memset(header->template_path, 'x', sizeof header->template_path);
	header->checksum = checksum_of(header);
	munmap(header, LAYOUT_HEADER_SIZE);
	scoreboard = open_again(false);
	ck_assert_uint_eq(strlen(scoreboard_title_prefix(scoreboard)), SCOREBOARD_PREFIX_MAX);
	ck_assert_uint_lt(strlen(scoreboard_token(scoreboard)), sizeof header->token);
	ck_assert_uint_eq(strlen(scoreboard_template_path(scoreboard)), PATH_MAX - 1);
	scoreboard_free(scoreboard);
}
END_TEST

START_TEST(another_boot_or_namespace_is_not_current)
{
	struct scoreboard *scoreboard;
	struct layout_header *header;

	scoreboard_free(create(&usual));
	header = map_header();
	header->pid_namespace++;
	header->checksum = checksum_of(header);
	scoreboard = open_again(false);
	ck_assert(!scoreboard_is_current(scoreboard));
	scoreboard_free(scoreboard);
	header->pid_namespace--;
	header->boot_id[0] ^= 1;
	header->checksum = checksum_of(header);
	scoreboard = open_again(false);
	ck_assert(!scoreboard_is_current(scoreboard));
	scoreboard_free(scoreboard);
	header->boot_id[0] ^= 1;
	header->checksum = checksum_of(header);
	scoreboard = open_again(false);
	ck_assert(scoreboard_is_current(scoreboard));
	scoreboard_free(scoreboard);
	munmap(header, LAYOUT_HEADER_SIZE);
}
END_TEST

START_TEST(versions_are_named)
{
	struct scoreboard *scoreboard = NULL;
	struct reeve_error error = {0};
	struct layout_header *header;

	ck_assert_int_eq(scoreboard_open(scratch_fd, true, &scoreboard, &error), -ENOENT);
	scoreboard_free(create(&usual));
	header = map_header();
	header->version = 2;
	munmap(header, LAYOUT_HEADER_SIZE);
	ck_assert_int_eq(scoreboard_open(scratch_fd, true, &scoreboard, &error), -EPROTO);
	ck_assert_int_eq(error.code, REEVE_EXIT_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "version 2"));
	ck_assert_ptr_nonnull(strstr(error.text, scratch_path));
}
END_TEST

static void assert_refused(const char *words)
{
	struct scoreboard *scoreboard = NULL;
	struct reeve_error error = {0};

	ck_assert_int_lt(scoreboard_open(scratch_fd, true, &scoreboard, &error), 0);
	ck_assert_int_eq(error.code, REEVE_EXIT_REFUSED);
	ck_assert_msg(strstr(error.text, words), "%s", error.text);
}

START_TEST(what_is_no_file_of_ours_is_refused)
{
	scoreboard_free(create(&usual));
	ck_assert_int_eq(linkat(scratch_fd, SCOREBOARD_FILE, scratch_fd, "other", 0), 0);
	assert_refused("hard link");
	ck_assert_int_eq(unlinkat(scratch_fd, SCOREBOARD_FILE, 0), 0);
	ck_assert_int_eq(symlinkat("other", scratch_fd, SCOREBOARD_FILE), 0);
	assert_refused("symbolic link");
	ck_assert_int_eq(renameat(scratch_fd, "other", scratch_fd, SCOREBOARD_FILE), 0);
	ck_assert_int_eq(fchmodat(scratch_fd, SCOREBOARD_FILE, 0620, 0), 0);
	assert_refused("written by others");
	ck_assert_int_eq(unlinkat(scratch_fd, SCOREBOARD_FILE, 0), 0);
	ck_assert_int_eq(mkfifoat(scratch_fd, SCOREBOARD_FILE, 0600), 0);
	assert_refused("not a regular file");
	ck_assert_int_eq(unlinkat(scratch_fd, SCOREBOARD_FILE, 0), 0);
	ck_assert_int_eq(mkdirat(scratch_fd, SCOREBOARD_FILE, 0700), 0);
	assert_refused("not a regular file");
}
END_TEST

START_TEST(what_is_corrupt_still_tells_its_pids)
{
	struct scoreboard_command command = {.guardian.pid = 100, .master.pid = 101};
	struct scoreboard *scoreboard = create(&usual);
	pid_t pids[16], expected[] = {200, 202, 100, 101};
	char zeroes[400] = {0};
	int fd = openat(scratch_fd, SCOREBOARD_FILE, O_RDWR);

	scoreboard_set_command(scoreboard, &command);
	atomic_store(scoreboard_claim(scoreboard, 0), claim_make(1, 200));
	atomic_store(scoreboard_claim(scoreboard, 1), claim_make(9, 0));
	atomic_store(scoreboard_claim(scoreboard, 2), claim_make(7, 202));
	scoreboard_free(scoreboard);
	ck_assert_int_eq(pwrite(fd, zeroes, sizeof zeroes, 0), (ssize_t)sizeof zeroes);
	close(fd);
	ck_assert_int_eq(probe(), -EBADMSG);
	ck_assert_int_eq(scoreboard_salvage(scratch_fd, 16, pids), 4);
	ck_assert_mem_eq(pids, expected, sizeof expected);
	pids[1] = 0;
	ck_assert_int_eq(scoreboard_salvage(scratch_fd, 1, pids), 4);
	ck_assert_int_eq(pids[1], 0);
	ck_assert_int_eq(scoreboard_set_aside(scratch_fd), 0);
	ck_assert(!scratch_exists(SCOREBOARD_FILE));
	ck_assert(scratch_exists(SCOREBOARD_FILE ".aside"));
	ck_assert_int_eq(scoreboard_salvage(scratch_fd, 16, pids), -ENOENT);
	ck_assert_int_eq(scoreboard_set_aside(scratch_fd), -ENOENT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("scoreboard-corrupt");
	TCase *tests = tcase_create("scoreboard-corrupt");

	tcase_add_checked_fixture(tests, scratch_set_up, scratch_tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, any_corrupt_byte_of_the_header_is_found);
	tcase_add_test(tests, random_slots_do_no_harm);
	tcase_add_test(tests, any_other_length_is_found);
	tcase_add_test(tests, hostile_numbers_are_refused);
	tcase_add_test(tests, text_of_the_header_always_ends);
	tcase_add_test(tests, another_boot_or_namespace_is_not_current);
	tcase_add_test(tests, versions_are_named);
	tcase_add_test(tests, what_is_no_file_of_ours_is_refused);
	tcase_add_test(tests, what_is_corrupt_still_tells_its_pids);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
