/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/name.h"
#include "base/signame.h"
#include "base/text.h"
#include "base/token.h"
#include "base/user.h"
#include "base/world.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct number {
	const char *text;
	int result;
	uint64_t value;
};

START_TEST(numbers_take_digits_only)
{
	static const struct number numbers[] = {
		{"0", 0, 0},
		{"007", 0, 7},
		{"18446744073709551615", 0, UINT64_MAX},
		{"18446744073709551616", -ERANGE, 0},
		{"99999999999999999999999", -ERANGE, 0},
		{"", -EINVAL, 0},
		{"-1", -EINVAL, 0},
		{"+1", -EINVAL, 0},
		{" 1", -EINVAL, 0},
		{"1 ", -EINVAL, 0},
		{"0x10", -EINVAL, 0},
		{"1e3", -EINVAL, 0},
	};

	for (size_t i = 0; i < COUNT(numbers); i++) {
		uint64_t value = 0;

		ck_assert_msg(text_to_u64(numbers[i].text, &value) == numbers[i].result, "'%s'",
			numbers[i].text);
		if (numbers[i].result == 0)
			ck_assert_uint_eq(value, numbers[i].value);
	}
}
END_TEST

START_TEST(signals_have_names)
{
	ck_assert_str_eq(signame_of(SIGTERM), "TERM");
	ck_assert_str_eq(signame_of(SIGSYS), "SYS");
	ck_assert_ptr_null(signame_of(0));
	ck_assert_ptr_null(signame_of(-1));
	ck_assert_ptr_null(signame_of(SIGRTMIN));
	ck_assert_ptr_null(signame_of(INT_MAX));
#ifdef __GLIBC__
	/* The C library's own list, where it has one. */
	for (int i = 1; i < SIGRTMAX; i++)
		ck_assert_pstr_eq(signame_of(i), sigabbrev_np(i));
#endif
}
END_TEST

START_TEST(durations_have_units)
{
	static const struct number durations[] = {
		{"200ms", 0, 200000000},
		{"1.5s", 0, 1500000000},
		{"3h", 0, UINT64_C(10800000000000)},
		{"1h30m", 0, UINT64_C(5400000000000)},
		{"2w1d", 0, UINT64_C(1296000000000000)},
		{"1m0.5s", 0, UINT64_C(60500000000)},
		{"7us", 0, 7000},
		{"9ns", 0, 9},
		{"0", 0, 0},
		{"0s", 0, 0},
		{"10", 0, 10000}, /* in microseconds here */
		{"2.5", 0, 2500},
		{"0.0001", -ERANGE, 0}, /* not zero, and not to become zero */
		{"0.5ns", -ERANGE, 0},
		{"292y", -EINVAL, 0},
		{"15250w", 0, UINT64_C(9223200000000000000)},
		{"15251w", -ERANGE, 0},
		{"15250w15250w", -EINVAL, 0},
		{"15250w300d", -ERANGE, 0},
		{"99999999999999999999w", -ERANGE, 0},
		{"", -EINVAL, 0},
		{"s", -EINVAL, 0},
		{"1.s", -EINVAL, 0},
		{".5s", -EINVAL, 0},
		{"1.1234567890123456789s", -EINVAL, 0},
		{"1S", -EINVAL, 0},
		{"1 s", -EINVAL, 0},
		{"-1s", -EINVAL, 0},
		{"1m1h", -EINVAL, 0},
		{"1m1m", -EINVAL, 0},
		{"1h30", -EINVAL, 0},
		{"1s ", -EINVAL, 0},
	};

	for (size_t i = 0; i < COUNT(durations); i++) {
		uint64_t value = 0;
		int result = text_to_duration(durations[i].text, 1000, &value);

		ck_assert_msg(result == durations[i].result, "'%s': %d", durations[i].text, result);
		if (result == 0)
			ck_assert_msg(value == durations[i].value, "'%s': %" PRIu64,
				durations[i].text, value);
	}
}
END_TEST

START_TEST(sizes_have_units)
{
	static const struct number sizes[] = {
		{"400M", 0, UINT64_C(400) << 20},
		{"1.5G", 0, UINT64_C(3) << 29},
		{"64KiB", 0, 65536},
		{"64KB", 0, 65536},
		{"2T", 0, UINT64_C(2) << 40},
		{"12", 0, 12},
		{"12B", 0, 12},
		{"0", 0, 0},
		{"12iB", -EINVAL, 0},
		{"12b", -EINVAL, 0},
		{"12KM", -EINVAL, 0},
		{"M", -EINVAL, 0},
		{"", -EINVAL, 0},
		{"-1M", -EINVAL, 0},
		{"8388608T", -ERANGE, 0},
		{"8388607T", 0, UINT64_C(8388607) << 40},
		{"0.1B", -ERANGE, 0},
	};

	for (size_t i = 0; i < COUNT(sizes); i++) {
		uint64_t value = 0;
		int result = text_to_size(sizes[i].text, &value);

		ck_assert_msg(result == sizes[i].result, "'%s': %d", sizes[i].text, result);
		if (result == 0)
			ck_assert_msg(
				value == sizes[i].value, "'%s': %" PRIu64, sizes[i].text, value);
	}
}
END_TEST

START_TEST(durations_are_written_short)
{
	static const struct number durations[] = {
		{"0s", 0, 0},
		{"1ns", 0, 1},
		{"200ms", 0, 200000000},
		{"1.5ms", 0, 1500000},
		{"2.000001ms", 0, 2000001},
		{"1.5s", 0, 1500000000},
		{"1m", 0, UINT64_C(60000000000)},
		{"1h30m", 0, UINT64_C(5400000000000)},
		{"14d", 0, UINT64_C(1209600000000000)},
		{"213503d23h34m33.709551615s", 0, UINT64_MAX},
	};
	char text[32], small[4];

	for (size_t i = 0; i < COUNT(durations); i++) {
		text_from_duration(durations[i].value, text, sizeof text);
		ck_assert_str_eq(text, durations[i].text);
	}
	text_from_duration(UINT64_MAX, small, sizeof small);
	ck_assert_str_eq(small, "213");
	text_from_size(UINT64_C(3) << 29, text, sizeof text);
	ck_assert_str_eq(text, "1536M");
	text_from_size(0, text, sizeof text);
	ck_assert_str_eq(text, "0");
	text_from_size(1025, text, sizeof text);
	ck_assert_str_eq(text, "1025");
	text_from_size_about(1025, text, sizeof text);
	ck_assert_str_eq(text, "1025");
	text_from_size_about(UINT64_C(412) << 20 | 600 << 10, text, sizeof text);
	ck_assert_str_eq(text, "413M");
	text_from_size_about(UINT64_C(9) << 30, text, sizeof text);
	ck_assert_str_eq(text, "9216M");
	text_from_size_about(UINT64_MAX, text, sizeof text);
	ck_assert_str_eq(text, "16777216T");
}
END_TEST

/* A fixed stream: the same values in every run. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

START_TEST(written_values_read_back)
{
	uint64_t state = UINT64_C(0x9e3779b97f4a7c15);
	char text[32];

	for (int i = 0; i < 100000; i++) {
		uint64_t value = next_random(&state) >> (1 + next_random(&state) % 63), back;

		if (i % 3 == 0)
			value -= value % 1000000;
		text_from_duration(value, text, sizeof text);
		ck_assert_msg(text_to_duration(text, 1, &back) == 0 && back == value,
			"%" PRIu64 " was written as '%s'", value, text);
		text_from_size(value, text, sizeof text);
		ck_assert_msg(text_to_size(text, &back) == 0 && back == value,
			"%" PRIu64 " was written as '%s'", value, text);
	}
}
END_TEST

START_TEST(hints_are_near)
{
	static const char *const words[] = {"start", "stop", "restart", "status", "d", "workers"};
	static const char *const cases[][2] = {
		{"strat", "start"},
		{"stat", "start"},
		{"restrat", "restart"},
		{"STOP", "stop"},
		{"worker", "workers"},
		{"statuss", "status"},
		{"x", NULL},
		{"banana", NULL},
		{"", NULL},
		{"wakeup", NULL},
	};
	char huge[5000];

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *nearest = text_nearest(cases[i][0], words, COUNT(words));

		ck_assert_msg((!nearest && !cases[i][1]) ||
				      (nearest && cases[i][1] && strcmp(nearest, cases[i][1]) == 0),
			"'%s' gave '%s'", cases[i][0], nearest ? nearest : "nothing");
	}
	memset(huge, 's', sizeof huge - 1);
	huge[sizeof huge - 1] = '\0';
	ck_assert_ptr_null(text_nearest(huge, words, COUNT(words)));
	ck_assert_ptr_null(text_nearest("stop", NULL, 0));
}
END_TEST

static void check_escape(const char *text, size_t length, const char *expected, bool printable)
{
	struct buffer buffer = {0};

	text_escape(&buffer, text, length);
	ck_assert_str_eq(buffer.data, expected);
	ck_assert_msg(text_is_printable(text, length) == printable, "'%s'", expected);
	buffer_done(&buffer);
}

START_TEST(nothing_reaches_the_terminal_raw)
{
	check_escape("plain \\x", 8, "plain \\x", true);
	check_escape("\xd0\xb4\xe4\xb8\xad\xf0\x9f\x98\x80", 9,
		"\xd0\xb4\xe4\xb8\xad\xf0\x9f\x98\x80", true);
	check_escape("\x1b[31m\n\x7f", 7, "\\x1b[31m\\x0a\\x7f", false);
	check_escape("a\tb", 3, "a\\x09b", true);
	check_escape("a\0b", 3, "a\\x00b", false);
	check_escape("\xc2\x9b", 2, "\\xc2\\x9b", false); /* CSI in eight bits */
	check_escape("\xc0\xaf", 2, "\\xc0\\xaf", false); /* overlong */
	check_escape("\xe0\x80\xaf", 3, "\\xe0\\x80\\xaf", false);
	check_escape("\xed\xa0\x80", 3, "\\xed\\xa0\\x80", false); /* a surrogate */
	check_escape("\xf4\x90\x80\x80", 4, "\\xf4\\x90\\x80\\x80", false);
	check_escape("\xe4\xb8", 2, "\\xe4\\xb8", false); /* cut short */
	check_escape("\xff\x80", 2, "\\xff\\x80", false);
}
END_TEST

START_TEST(shown_text_fits)
{
	char shown[12];

	ck_assert_str_eq(text_show(shown, sizeof shown, "short"), "short");
	ck_assert_str_eq(text_show(shown, sizeof shown, "12345678901"), "12345678901");
	ck_assert_str_eq(text_show(shown, sizeof shown, "123456789012"), "12345678...");
	ck_assert_str_eq(text_show(shown, sizeof shown, "a\x1b[0m"), "a\\x1b[0m");
	ck_assert_str_eq(text_show(shown, sizeof shown,
				 "1234567\xd0\xb4"
				 "90123"),
		"1234567...");
	ck_assert_str_eq(text_show(shown, 3, "abc"), "..");
}
END_TEST

/* What reeve_log() writes, standard error being a file. */
static void read_log(int fd, char *text, size_t size)
{
	ssize_t length = pread(fd, text, size - 1, 0);

	ck_assert_int_ge(length, 0);
	text[length] = '\0';
	ck_assert_int_eq(ftruncate(fd, 0), 0);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
}

START_TEST(a_log_line_is_one_stamped_line)
{
	static const char *const names[] = {"debug", "info", "notice", "warning", "error", "fatal"};
	int fd = memfd_create("log", MFD_CLOEXEC), standard_error = dup(STDERR_FILENO);
	char text[512], rest[128], wanted[128];
	unsigned year, ms;

	ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	log_set_title("process_m:Worker:queue.spool.1");
	for (int level = REEVE_LOG_DEBUG; level <= REEVE_LOG_FATAL; level++) {
		errno = ENOENT;
		reeve_log((enum reeve_log_level)level, "a\nb\033%d: %m\n", level);
		ck_assert_int_eq(errno, ENOENT);
		read_log(fd, text, sizeof text);
		ck_assert_int_eq(
			sscanf(text, "%u-%*u-%*u %*u:%*u:%*u.%3u %127[^\n]", &year, &ms, rest), 3);
		ck_assert_uint_ge(year, 2000);
		snprintf(wanted, sizeof wanted,
			"%s process_m:Worker:queue.spool.1[%d]: a\\x0ab\\x1b%d: No such file or "
			"directory",
			names[level], (int)getpid(), level);
		ck_assert_str_eq(rest, wanted);
		ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	}
	reeve_log_set_level(REEVE_LOG_WARNING);
	reeve_log(REEVE_LOG_NOTICE, "dropped");
	read_log(fd, text, sizeof text);
	ck_assert_str_eq(text, "");
	reeve_log(REEVE_LOG_WARNING, "kept");
	reeve_log((enum reeve_log_level)99, "no level is one");
	read_log(fd, text, sizeof text);
	ck_assert_ptr_nonnull(strstr(text, "]: kept\n"));
	ck_assert_ptr_nonnull(strstr(text, " fatal process_m"));
	ck_assert_int_eq(dup2(standard_error, STDERR_FILENO), STDERR_FILENO);
	close(standard_error);
	close(fd);
}
END_TEST

START_TEST(names_and_tokens_are_narrow)
{
	char longest[NAME_MAX_LENGTH + 2];
	struct token one, other;

	memset(longest, 'a', sizeof longest);
	longest[NAME_MAX_LENGTH] = '\0';
	ck_assert(name_is_valid(longest));
	longest[NAME_MAX_LENGTH] = 'a';
	longest[NAME_MAX_LENGTH + 1] = '\0';
	ck_assert(!name_is_valid(longest));
	ck_assert(name_is_valid("0a.b-c_d"));
	ck_assert(!name_is_valid("") && !name_is_valid(".a") && !name_is_valid("a/b"));
	ck_assert(name_is_word("a-b_1", 5) && !name_is_word("1a", 2) && !name_is_word("a.b", 3));
	ck_assert_int_eq(token_make(&one), 0);
	ck_assert_int_eq(token_make(&other), 0);
	ck_assert_uint_eq(strlen(one.text), TOKEN_LENGTH);
	ck_assert_str_ne(one.text, other.text);
}
END_TEST

START_TEST(users_are_found_by_name_and_number)
{
	struct user user, same;
	gid_t *groups, gid;
	size_t count;
	unsigned id;
	char *nearest;

	ck_assert_int_eq(user_find("root", &user), 0);
	ck_assert_int_eq(user_find("0", &same), 0);
	ck_assert(user.uid == 0 && same.uid == 0);
	ck_assert_str_eq(user.home, same.home);
	ck_assert_int_eq(user_groups(&user, &groups, &count), 0);
	ck_assert_uint_ge(count, 1);
	ck_assert_uint_eq(groups[0], user.gid);
	free(groups);
	user_done(&user);
	user_done(&same);
	ck_assert_int_eq(user_find("no such user", &user), -ENOENT);
	ck_assert_int_eq(user_find("", &user), -ENOENT);
	ck_assert_ptr_null(user.name);
	ck_assert_int_eq(user_find_group("4711", &gid), 0);
	ck_assert_uint_eq(gid, 4711);
	ck_assert_int_eq(user_find_group("no such group", &gid), -ENOENT);
	ck_assert_int_eq(user_parse_id("4294967294", &id), 0);
	ck_assert_int_eq(user_parse_id("4294967295", &id), -EINVAL);
	ck_assert_int_eq(user_parse_id("-1", &id), -EINVAL);
	nearest = user_nearest("rooot", false);
	ck_assert_str_eq(nearest, "root");
	free(nearest);
	ck_assert_ptr_null(user_nearest("quite something else", true));
}
END_TEST

START_TEST(limits_and_capabilities_have_names)
{
	ck_assert_int_eq(world_limit_find("nofile"), RLIMIT_NOFILE);
	ck_assert_int_eq(world_limit_find("nofiles"), -1);
	ck_assert_str_eq(world_limit_nearest("nofiles"), "nofile");
	for (unsigned i = 0; i < RLIM_NLIMITS; i++)
		ck_assert_int_eq(world_limit_find(world_limit_name(i)), (int)i);
	ck_assert_ptr_null(world_limit_name(RLIM_NLIMITS));
	ck_assert_int_eq(world_capability_find("CAP_NET_BIND_SERVICE"), 10);
	ck_assert_int_eq(world_capability_find("checkpoint_restore"), 40);
	ck_assert_int_eq(world_capability_find("cap_"), -1);
	ck_assert_str_eq(world_capability_nearest("cap_net_bindservice"), "net_bind_service");
	ck_assert_ptr_null(world_capability_name(41));
}
END_TEST

START_TEST(errors_keep_their_place)
{
	struct error_list list = {0};
	struct reeve_error error;
	char text[2048];

	ck_assert_int_eq(
		error_set_at(&error, REEVE_EXIT_TEMPLATE, "a.cfg", 7, "bad '%s'", "x"), -1);
	error_lead(&error, "program '%s'", "p");
	error_format(&error, text, sizeof text);
	ck_assert_str_eq(text, "a.cfg:7: program 'p': bad 'x'");
	ck_assert_int_eq(error_list_code(&list), REEVE_EXIT_OK);
	error_list_add(&list, &error);
	error_list_add_at(&list, REEVE_EXIT_REFUSED, NULL, 0, 0, "unsafe");
	ck_assert_int_eq(error_list_code(&list), REEVE_EXIT_REFUSED);
	for (int i = 0; i < ERROR_LIST_MAX; i++)
		error_list_add(&list, &error);
	ck_assert_uint_eq(list.count, ERROR_LIST_MAX);
	ck_assert_uint_eq(list.dropped, 2);
	error_list_done(&list);
}
END_TEST

static Suite *base_suite(void)
{
	Suite *suite = suite_create("base");
	TCase *text = tcase_create("text");

	tcase_add_test(text, numbers_take_digits_only);
	tcase_add_test(text, signals_have_names);
	tcase_add_test(text, durations_have_units);
	tcase_add_test(text, sizes_have_units);
	tcase_add_test(text, durations_are_written_short);
	tcase_add_test(text, written_values_read_back);
	tcase_add_test(text, hints_are_near);
	tcase_add_test(text, nothing_reaches_the_terminal_raw);
	tcase_add_test(text, shown_text_fits);
	tcase_add_test(text, a_log_line_is_one_stamped_line);
	tcase_add_test(text, names_and_tokens_are_narrow);
	tcase_add_test(text, users_are_found_by_name_and_number);
	tcase_add_test(text, limits_and_capabilities_have_names);
	tcase_add_test(text, errors_keep_their_place);
	suite_add_tcase(suite, text);
	return suite;
}

int main(void)
{
	SRunner *runner = srunner_create(base_suite());
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
