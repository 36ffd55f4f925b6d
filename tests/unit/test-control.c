/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "scratch.h"
#include "storage/control.h"

START_TEST(control_is_private_from_birth)
{
	mode_t masks[] = {0, 077, 0777};

	for (size_t i = 0; i < 3; i++) {
		mode_t before = umask(masks[i]);
		int fd = control_listen(scratch_fd);

		ck_assert_uint_eq(umask(before), masks[i]);
		ck_assert_int_ge(fd, 0);
		ck_assert_uint_eq(scratch_mode(CONTROL_SOCKET), 0600);
		ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
		ck_assert(fcntl(fd, F_GETFL) & O_NONBLOCK);
		close(fd);
	}
	ck_assert_uint_eq(scratch_count_entries(scratch_path), 3);
}
END_TEST

START_TEST(control_connects_and_tells_the_peer)
{
	int listener = control_listen(scratch_fd), client = control_connect(scratch_fd), server;
	char text[5];
	uid_t uid;
	pid_t pid;

	ck_assert_int_ge(client, 0);
	ck_assert_int_eq(fcntl(client, F_GETFD), FD_CLOEXEC);
	ck_assert(!(fcntl(client, F_GETFL) & O_NONBLOCK));
	server = accept(listener, NULL, NULL);
	ck_assert_int_ge(server, 0);
	ck_assert_int_eq(control_peer(server, &uid, &pid), 0);
	ck_assert_uint_eq(uid, geteuid());
	ck_assert_int_eq(pid, getpid());
	ck_assert_int_eq(write(client, "ping\n", 5), 5);
	ck_assert_int_eq(read(server, text, 5), 5);
	ck_assert_mem_eq(text, "ping\n", 5);
	ck_assert_int_eq(control_peer(-1, &uid, &pid), -EBADF);
	close(server);
	close(client);
	close(listener);
}
END_TEST

START_TEST(control_where_nobody_listens)
{
	int fd;

	ck_assert_int_eq(control_connect(scratch_fd), -ENOENT);
	close(control_listen(scratch_fd));
	ck_assert_int_eq(control_connect(scratch_fd), -ECONNREFUSED);
	fd = control_listen(scratch_fd); /* in the place of the stale one */
	ck_assert_int_ge(fd, 0);
	close(control_connect(scratch_fd));
	ck_assert_int_ge(accept(fd, NULL, NULL), 0);
	close(fd);
	ck_assert_int_eq(unlinkat(scratch_fd, CONTROL_SOCKET, 0), 0);
	ck_assert_int_eq(symlinkat("elsewhere", scratch_fd, CONTROL_SOCKET), 0);
	ck_assert_int_eq(control_connect(scratch_fd), -ENOTSOCK);
	ck_assert_int_eq(unlinkat(scratch_fd, CONTROL_SOCKET, 0), 0);
	ck_assert_int_eq(mkdirat(scratch_fd, CONTROL_SOCKET, 0700), 0);
	ck_assert_int_lt(control_listen(scratch_fd), 0);
	ck_assert_uint_eq(scratch_count_entries(scratch_path), 3);
}
END_TEST

/* sun_path holds 107 bytes; the directory's own path does not count. */
START_TEST(control_below_a_very_long_path)
{
	char name[201];
	int fd = dup(scratch_fd), listener, client;

	memset(name, 'd', sizeof name);
	name[200] = '\0';
	for (int depth = 0; depth < 30; depth++) {
		int next;

		ck_assert_int_eq(mkdirat(fd, name, 0700), 0);
		next = openat(fd, name, O_RDONLY | O_DIRECTORY);
		close(fd);
		fd = next;
	}
	listener = control_listen(fd);
	ck_assert_int_ge(listener, 0);
	client = control_connect(fd);
	ck_assert_int_ge(client, 0);
	close(client);
	close(listener);
	close(fd);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("control");
	TCase *tests = tcase_create("control");

	tcase_add_checked_fixture(tests, scratch_set_up, scratch_tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, control_is_private_from_birth);
	tcase_add_test(tests, control_connects_and_tells_the_peer);
	tcase_add_test(tests, control_where_nobody_listens);
	tcase_add_test(tests, control_below_a_very_long_path);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
