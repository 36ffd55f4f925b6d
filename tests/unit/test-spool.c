/* SPDX-License-Identifier: MIT */
/* The spool plugin in a worker that is made up here. */
#include "config.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <reeve/plugin.h>
#include <reeve/worker.h>

extern const struct reeve_work reeve_plugin;

struct reeve_worker {
	unsigned instance;
	const char *dir, *done, *claims;
	bool stopping;
	char failure[512];
	unsigned beats;
};

const char *reeve_worker_program(const struct reeve_worker *worker)
{
	return "spool";
}

unsigned reeve_worker_instance(const struct reeve_worker *worker)
{
	return worker->instance;
}

bool reeve_worker_stopping(const struct reeve_worker *worker)
{
	return worker->stopping;
}

const char *reeve_worker_config_text(
	const struct reeve_worker *worker, const char *key, const char *otherwise)
{
	const char *value = !strcmp(key, "dir")	   ? worker->dir
			    : !strcmp(key, "done") ? worker->done
						   : worker->claims;

	return value ? value : otherwise;
}

int64_t reeve_worker_config_int(
	const struct reeve_worker *worker, const char *key, int64_t otherwise)
{
	return otherwise;
}

bool reeve_worker_config_bool(const struct reeve_worker *worker, const char *key, bool otherwise)
{
	return false; /* "sync": the disk is not what is tested */
}

void reeve_worker_heartbeat(struct reeve_worker *worker)
{
	worker->beats++;
}

int reeve_worker_fail(struct reeve_worker *worker, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(worker->failure, sizeof worker->failure, format, arguments);
	va_end(arguments);
	return 1;
}

static char top[64], in_path[80], done_path[80];
static struct reeve_worker worker;

static void setup(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(top, sizeof top, "%.40s/reeve-spool.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(in_path, sizeof in_path, "%s/in", top);
	snprintf(done_path, sizeof done_path, "%s/done", top);
	ck_assert_int_eq(mkdir(in_path, 0700), 0);
	worker = (struct reeve_worker){.instance = 1, .dir = in_path, .done = done_path};
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

static void teardown(void)
{
	remove_tree(AT_FDCWD, top);
}

/* Good for two further calls. */
static const char *path_of(const char *directory, const char *name)
{
	static char paths[3][512];
	static unsigned turn;
	char *path = paths[turn++ % 3];

	snprintf(path, sizeof paths[0], "%s/%s", directory, name);
	return path;
}

/* Content that says which file it is of, and does not compress to nothing. */
static char *make_content(const char *seed, size_t size)
{
	char *content = malloc(size + 1);
	unsigned state = (unsigned)crc32(0, (const unsigned char *)seed, (unsigned)strlen(seed));

	for (size_t i = 0; i < size; i++) {
		state = state * 1103515245u + 12345u;
		content[i] = (char)(state >> 16 & 0x3f);
	}
	return content;
}

static void put(const char *directory, const char *name, const char *seed, size_t size)
{
	char *content = make_content(seed, size);
	int fd = open(path_of(directory, name), O_WRONLY | O_CREAT | O_EXCL, 0640);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, content, size), (ssize_t)size);
	close(fd);
	free(content);
}

/* Whether done has this result with this content, and no more behind it. */
static bool has_result(const char *result, const char *seed, size_t size)
{
	gzFile file = gzopen(path_of(done_path, result), "rb");
	char *expected = make_content(seed, size), *found = malloc(size + 1);
	bool same = file && !gzdirect(file) &&
		    gzread(file, found, (unsigned)size + 1) == (int)size &&
		    memcmp(expected, found, size) == 0;

	if (file)
		gzclose(file);
	free(expected);
	free(found);
	return same;
}

static unsigned count_entries(const char *directory)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;
	unsigned count = 0;

	while (dir && (entry = readdir(dir)))
		count += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	if (dir)
		closedir(dir);
	return count;
}

static void *begin(struct reeve_worker *who)
{
	void *state = NULL;

	ck_assert_msg(reeve_plugin.init(who, &state) == 0, "%s", who->failure);
	ck_assert_ptr_nonnull(state);
	return state;
}

static void run(void *state, unsigned times)
{
	while (times--)
		ck_assert_msg(reeve_plugin.run(&worker, state) == 0, "%s", worker.failure);
}

static void work(unsigned times)
{
	void *state = begin(&worker);

	run(state, times);
	reeve_plugin.fini(&worker, state);
}

START_TEST(compresses_every_kind_of_content)
{
	struct stat status;

	put(in_path, "empty", "e", 0);
	put(in_path, "small", "s", 10);
	put(in_path, "chunk", "c", 65536);
	put(in_path, "large", "l", 1000003);
	work(5);
	/* Sixteen parts of the large one alone: it hangs only if none comes any more. */
	ck_assert_uint_ge(worker.beats, 16);
	ck_assert(has_result("empty.gz", "e", 0));
	ck_assert(has_result("small.gz", "s", 10));
	ck_assert(has_result("chunk.gz", "c", 65536));
	ck_assert(has_result("large.gz", "l", 1000003));
	ck_assert_uint_eq(count_entries(done_path), 4);
	ck_assert_int_eq(stat(path_of(done_path, "small.gz"), &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0640);
	ck_assert_uint_eq(count_entries(path_of(in_path, "claimed/spool.1")), 0);
}
END_TEST

START_TEST(one_file_a_run)
{
	void *state;

	put(in_path, "a", "a", 1);
	put(in_path, "b", "b", 1);
	state = begin(&worker);
	ck_assert_uint_eq(count_entries(done_path), 0);
	run(state, 1);
	ck_assert_uint_eq(count_entries(done_path), 1);
	run(state, 1);
	ck_assert_uint_eq(count_entries(done_path), 2);
	run(state, 1); /* nothing there: nothing happens */
	put(in_path, "c", "c", 1);
	run(state, 1);
	ck_assert_uint_eq(count_entries(done_path), 3);
	reeve_plugin.fini(&worker, state);
}
END_TEST

START_TEST(names_are_bytes)
{
	char longest[256], stem[260];

	memset(longest, 'n', 255);
	longest[255] = '\0';
	put(in_path, longest, "longest", 100);
	put(in_path, "a b\n\x1b[31m\xff'\"$x", "odd", 100);
	put(in_path, "-rf", "dash", 100);
	work(3);
	ck_assert(has_result("a b\n\x1b[31m\xff'\"$x.gz", "odd", 100));
	ck_assert(has_result("-rf.gz", "dash", 100));
	snprintf(stem, sizeof stem, "%.*s-%08lx.gz", 243, longest,
		crc32(0, (const unsigned char *)longest, 255));
	ck_assert_uint_eq(strlen(stem), 255);
	ck_assert(has_result(stem, "longest", 100));
}
END_TEST

START_TEST(leaves_alone_what_is_no_file)
{
	put(in_path, ".hidden", "h", 1);
	put(top, "outside", "o", 1);
	ck_assert_int_eq(mkfifo(path_of(in_path, "fifo"), 0600), 0);
	ck_assert_int_eq(symlink("../outside", path_of(in_path, "link")), 0);
	ck_assert_int_eq(mkdir(path_of(in_path, "directory"), 0700), 0);
	work(3);
	ck_assert_uint_eq(count_entries(done_path), 0);
	ck_assert_uint_eq(count_entries(in_path), 5); /* and "claimed" */
}
END_TEST

START_TEST(finishes_what_a_predecessor_claimed)
{
	work(0);
	put(path_of(in_path, "claimed/spool.1"), "half", "half", 5000);
	work(0);
	ck_assert(has_result("half.gz", "half", 5000));
	ck_assert_uint_eq(count_entries(path_of(in_path, "claimed/spool.1")), 0);
}
END_TEST

START_TEST(a_result_is_made_once)
{
	put(in_path, "same", "same", 70000);
	work(1);
	/* The predecessor died between putting the result in place and removing the claim. */
	put(path_of(in_path, "claimed/spool.1"), "same", "same", 70000);
	work(0);
	ck_assert_uint_eq(count_entries(done_path), 1);
	ck_assert_uint_eq(count_entries(path_of(in_path, "claimed/spool.1")), 0);
}
END_TEST

START_TEST(other_content_of_the_same_name_gets_a_name)
{
	put(in_path, "twin", "first", 100);
	work(1);
	put(in_path, "twin", "second", 100);
	work(1);
	put(in_path, "twin", "first", 99); /* a beginning of the first */
	work(1);
	put(in_path, "twin.2", "fourth", 100);
	work(1);
	put(in_path, "grown", "grown", 99);
	work(1);
	put(in_path, "grown", "grown", 100); /* a continuation of the other */
	work(1);
	ck_assert(has_result("grown.gz", "grown", 99));
	ck_assert(has_result("grown.2.gz", "grown", 100));
	ck_assert(has_result("twin.gz", "first", 100));
	ck_assert(has_result("twin.2.gz", "second", 100));
	ck_assert(has_result("twin.3.gz", "first", 99));
	ck_assert(has_result("twin.2.2.gz", "fourth", 100));
}
END_TEST

START_TEST(a_stranger_under_our_result_is_kept)
{
	char kept[16] = "";
	int fd;

	ck_assert_int_eq(mkdir(done_path, 0700), 0);
	put(done_path, "a.gz", "stranger", 16);
	put(in_path, "a", "stranger", 16); /* the same bytes, not compressed */
	work(1);
	ck_assert(has_result("a.2.gz", "stranger", 16));
	fd = open(path_of(done_path, "a.gz"), O_RDONLY);
	ck_assert_int_eq(read(fd, kept, sizeof kept), 16);
	close(fd);
}
END_TEST

START_TEST(a_stop_gives_a_long_file_back)
{
	void *state;

	put(in_path, "long", "long", 6 << 20);
	put(in_path, "short", "short", 60000);
	state = begin(&worker);
	worker.stopping = true;
	run(state, 1);
	run(state, 1);
	run(state, 1);
	ck_assert(has_result("short.gz", "short", 60000));
	ck_assert_uint_eq(count_entries(done_path), 1);
	ck_assert_uint_eq(count_entries(in_path), 2); /* "long" and "claimed" */
	ck_assert_uint_eq(count_entries(path_of(in_path, "claimed/spool.1")), 0);
	worker.stopping = false;
	run(state, 1);
	ck_assert(has_result("long.gz", "long", 6 << 20));
	reeve_plugin.fini(&worker, state);
}
END_TEST

START_TEST(what_cannot_be_read_is_set_aside)
{
	work(0);
	ck_assert_int_eq(symlink("/etc/passwd", path_of(in_path, "claimed/spool.1/link")), 0);
	ck_assert_int_eq(mkdir(path_of(in_path, "claimed/spool.1/directory"), 0700), 0);
	put(path_of(in_path, "claimed/spool.1"), "good", "good", 10);
	work(0);
	ck_assert(has_result("good.gz", "good", 10));
	ck_assert_uint_eq(count_entries(done_path), 1);
	ck_assert_uint_eq(count_entries(path_of(in_path, "claimed/failed")), 2);
	ck_assert_uint_eq(count_entries(path_of(in_path, "claimed/spool.1")), 0);
}
END_TEST

START_TEST(claims_have_one_owner)
{
	struct reeve_worker second = worker, other = worker;
	void *state = begin(&worker), *other_state, *none = NULL;

	ck_assert_int_ne(reeve_plugin.init(&second, &none), 0);
	ck_assert_ptr_null(none);
	ck_assert_str_eq(second.failure, "the claims of 'spool.1' are another process's");
	other.instance = 2;
	other_state = begin(&other);
	put(in_path, "a", "a", 1);
	run(other_state, 1);
	ck_assert(has_result("a.gz", "a", 1));
	reeve_plugin.fini(&other, other_state);
	reeve_plugin.fini(&worker, state);
	state = begin(&second);
	reeve_plugin.fini(&second, state);
}
END_TEST

START_TEST(claims_of_workers_that_are_no_more_are_done)
{
	struct reeve_worker other = worker;
	void *state, *other_state;

	other.instance = 3;
	other_state = begin(&other);
	put(path_of(in_path, "claimed/spool.3"), "living", "living", 10);
	ck_assert_int_eq(mkdir(path_of(in_path, "claimed/spool.4"), 0700), 0);
	ck_assert_int_eq(mkdir(path_of(in_path, "claimed/other.4"), 0700), 0);
	put(path_of(in_path, "claimed/spool.4"), "dead-1", "dead-1", 5000);
	put(path_of(in_path, "claimed/spool.4"), "dead-2", "dead-2", 5000);
	put(path_of(in_path, "claimed/other.4"), "foreign", "foreign", 10);
	put(in_path, "new", "new", 10);
	state = begin(&worker);
	run(state, 4);
	ck_assert(has_result("dead-1.gz", "dead-1", 5000));
	ck_assert(has_result("dead-2.gz", "dead-2", 5000));
	ck_assert(has_result("new.gz", "new", 10));
	ck_assert_uint_eq(count_entries(done_path), 3);
	ck_assert_uint_eq(count_entries(path_of(in_path, "claimed/spool.3")), 1);
	ck_assert_uint_eq(count_entries(path_of(in_path, "claimed/other.4")), 1);
	reeve_plugin.fini(&other, other_state);
	reeve_plugin.fini(&worker, state);
	work(1);
	ck_assert(has_result("living.gz", "living", 10));
	ck_assert_uint_eq(count_entries(done_path), 4);
}
END_TEST

/* Which had gone on to the same name in the directory. */
START_TEST(a_claim_of_the_same_name_waits)
{
	void *state = begin(&worker);

	ck_assert_int_eq(mkdir(path_of(in_path, "claimed/spool.2"), 0700), 0);
	put(path_of(in_path, "claimed/spool.2"), "same", "theirs", 100);
	put(path_of(in_path, "claimed/spool.1"), "same", "ours", 100);
	run(state, 1);
	ck_assert_uint_eq(count_entries(done_path), 0);
	reeve_plugin.fini(&worker, state);
	work(1);
	ck_assert(has_result("same.gz", "ours", 100));
	ck_assert_uint_eq(count_entries(done_path), 2);
	ck_assert_uint_eq(count_entries(path_of(in_path, "claimed/spool.2")), 0);
}
END_TEST

START_TEST(directories_are_made_or_named)
{
	void *state = NULL;
	char deep[128], blocked[128];

	worker.done = NULL;
	ck_assert_int_ne(reeve_plugin.init(&worker, &state), 0);
	ck_assert_str_eq(worker.failure, "config has no 'done'");
	snprintf(deep, sizeof deep, "%s/a/b/c", top);
	snprintf(blocked, sizeof blocked, "%s/file/b", top);
	put(top, "file", "f", 1);
	worker.done = blocked;
	ck_assert_int_ne(reeve_plugin.init(&worker, &state), 0);
	ck_assert_ptr_nonnull(strstr(worker.failure, "/file/b': Not a directory"));
	worker.done = worker.claims = deep;
	state = begin(&worker);
	ck_assert_uint_eq(count_entries(deep), 1);
	reeve_plugin.fini(&worker, state);
}
END_TEST

/* In a child: a byte to fd after each run, until it is killed or nothing is left. */
static void work_and_tell(int fd)
{
	void *state = begin(&worker);

	while (count_entries(in_path) > 1) {
		run(state, 1);
		if (write(fd, ".", 1) != 1)
			_exit(1);
	}
	_exit(0);
}

/* Starts a worker and kills it after so many runs (or lets it end). Returns false if it ended. */
static bool kill_after(unsigned runs)
{
	int ends[2], status;
	pid_t pid;
	char byte;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(ends[0]);
		work_and_tell(ends[1]);
	}
	close(ends[1]);
	while (runs && read(ends[0], &byte, 1) == 1)
		runs--;
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	close(ends[0]);
	return WIFSIGNALED(status);
}

START_TEST(kills_lose_nothing_and_double_nothing)
{
	char name[32];

	for (unsigned i = 0; i < 300; i++) {
		snprintf(name, sizeof name, "file-%u", i);
		put(in_path, name, name, 1000 * (i % 40));
	}
	for (unsigned kills = 0; kill_after(1 + kills % 7); kills++)
		;
	work(1);
	ck_assert_uint_eq(count_entries(done_path), 300);
	for (unsigned i = 0; i < 300; i++) {
		char result[40];

		snprintf(name, sizeof name, "file-%u", i);
		snprintf(result, sizeof result, "%s.gz", name);
		ck_assert_msg(has_result(result, name, 1000 * (i % 40)), "%s", result);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spool");
	TCase *tests = tcase_create("spool");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, compresses_every_kind_of_content);
	tcase_add_test(tests, one_file_a_run);
	tcase_add_test(tests, names_are_bytes);
	tcase_add_test(tests, leaves_alone_what_is_no_file);
	tcase_add_test(tests, finishes_what_a_predecessor_claimed);
	tcase_add_test(tests, a_result_is_made_once);
	tcase_add_test(tests, other_content_of_the_same_name_gets_a_name);
	tcase_add_test(tests, a_stranger_under_our_result_is_kept);
	tcase_add_test(tests, a_stop_gives_a_long_file_back);
	tcase_add_test(tests, what_cannot_be_read_is_set_aside);
	tcase_add_test(tests, claims_have_one_owner);
	tcase_add_test(tests, claims_of_workers_that_are_no_more_are_done);
	tcase_add_test(tests, a_claim_of_the_same_name_waits);
	tcase_add_test(tests, directories_are_made_or_named);
	tcase_add_test(tests, kills_lose_nothing_and_double_nothing);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
