/* SPDX-License-Identifier: MIT */
/* Measures reeve, bare C loops and what peers are installed, in one run. doc/bench.md says what and
 * how. This process only watches over the one that measures: however that ends, everything that it
 * started is ended and its directory removed. */
#include "config.h"

#include "measure.h"
#include "report.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char usage[] = "usage: bench [--quick] [--only=m1,m2,...] [--systems=floor,reeve,...] "
			    "[--workers=N] [--json]\n"
			    "             [--directory=DIR]\n"
			    "DIR holds the programs beacon, floor and, for m8, noop.so. REEVE "
			    "names the reeve to measure.\n";

struct options {
	const char *directory, *only, *systems;
	unsigned workers;
	bool quick, json;
};

/* True if a list of words with commas has the word; NULL has all. */
static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; at && *at;
		at += strcspn(at, ",") + (at[strcspn(at, ",")] == ','))
		if (strncmp(at, word, length) == 0 && (at[length] == ',' || !at[length]))
			return true;
	return !list;
}

static unsigned select_groups(const char *only)
{
	unsigned groups = 0;

	for (unsigned group = 1; group <= GROUPS; group++) {
		char name[16];

		snprintf(name, sizeof(name), "m%u", group);
		if (has_word(only, name))
			groups |= 1u << group;
	}
	return groups;
}

static _Noreturn void fail_usage(void)
{
	fputs(usage, stderr);
	exit(2);
}

static struct options parse(int argc, char **argv)
{
	static const struct option known[] = {{"quick", no_argument, NULL, 'q'},
		{"json", no_argument, NULL, 'j'}, {"only", required_argument, NULL, 'o'},
		{"systems", required_argument, NULL, 's'},
		{"workers", required_argument, NULL, 'w'},
		{"directory", required_argument, NULL, 'd'}, {"help", no_argument, NULL, 'h'}, {0}};
	struct options options = {.directory = ".", .workers = 1000};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case 'q':
			options.quick = true;
			break;
		case 'j':
			options.json = true;
			break;
		case 'o':
			options.only = optarg;
			break;
		case 's':
			options.systems = optarg;
			break;
		case 'w':
			options.workers = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'd':
			options.directory = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			fail_usage();
		}
	}
	if (optind < argc || options.workers < 1 || options.workers > 4000 ||
		!select_groups(options.only))
		fail_usage();
	return options;
}

/* A copy of our own: its path is plain and no other process runs it. */
static bool copy(const char *from_directory, const char *name, struct host *host, char *ret_path)
{
	char from[PATH_MAX];
	struct stat status;
	int in, out;
	bool done;

	snprintf(from, sizeof(from), "%s/%s", from_directory, name);
	snprintf(ret_path, PATH_MAX, "%.*s/%s", PATH_MAX - 20, host->directory, name);
	in = open(from, O_RDONLY | O_CLOEXEC);
	out = open(ret_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	done = in >= 0 && out >= 0 && fstat(in, &status) == 0 &&
	       sendfile(out, in, NULL, (size_t)status.st_size) == status.st_size;
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	if (!done)
		ret_path[0] = '\0';
	return done;
}

static void make_directory(struct host *host)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				    "/._-";
	const char *parent = getenv("TMPDIR");

	if (!parent || *parent != '/')
		parent = "/tmp";
	if (parent[strspn(parent, plain)] != '\0' || strlen(parent) > 200)
		errx(1, "TMPDIR is to be a plain path (letters, digits, / . _ -): %s", parent);
	snprintf(host->directory, sizeof(host->directory), "%s/reeve-bench-XXXXXX", parent);
	if (!mkdtemp(host->directory))
		err(1, "%s", host->directory);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *at)
{
	return remove(path) < 0 && errno != ENOENT;
}

static unsigned raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		err(1, "getrlimit");
	limit.rlim_cur = limit.rlim_max > 65536 ? 65536 : limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	return (unsigned)limit.rlim_cur;
}

static void find_systems(struct bench *bench, const char *selected)
{
	for (unsigned i = 0; systems[i]; i++) {
		if (!has_word(selected, systems[i]->name))
			continue;
		bench->present[i] = systems[i]->find(
			&bench->host, bench->versions[i], sizeof(bench->versions[i]));
		if (!bench->present[i])
			fprintf(stderr, "bench: %s: skipped: %s\n", systems[i]->name,
				bench->versions[i]);
	}
	/* Asking PM2 for its version leaves a daemon. */
	descendants_end(child_deadline(10000));
}

static void measure(struct bench *bench)
{
	static const unsigned with_all = 1u << 2 | 1u << 3 | 1u << 4 | 1u << 5 | 1u << 6;

	if (bench_wants(bench, 1))
		measure_crash(bench);
	if (bench_wants(bench, 7))
		measure_restart(bench);
	if (bench_wants(bench, 8))
		measure_work(bench);
	if (bench_wants(bench, 9))
		measure_storm(bench);
	if (bench_wants(bench, 10))
		measure_crowd(bench);
	if (bench_wants(bench, 11))
		measure_adopt(bench);
	if (bench_wants(bench, 12))
		measure_orphans(bench);
	if (bench_wants(bench, 3) || bench_wants(bench, 4))
		measure_one(bench);
	if (bench->groups & with_all)
		measure_all(bench);
}

/* The peers are there to be compared with: only what is missing of floor and reeve is a failure. */
static bool is_complete(const struct bench *bench)
{
	for (unsigned i = 0; i < 2; i++)
		if (*bench->versions[i] && (!bench->present[i] || *bench->problems[i]))
			return false;
	return true;
}

static int run(const struct options *options, const struct host *host)
{
	static struct bench bench;

	bench.host = *host;
	bench.groups = select_groups(options->only);
	bench.idle_s = options->quick ? 10 : 60;
	find_systems(&bench, options->systems);
	measure(&bench);
	if (options->json)
		report_json(&bench);
	else
		report_tables(&bench);
	return fflush(stdout) == 0 && is_complete(&bench) ? 0 : 1;
}

static void prepare(const struct options *options, struct host *host)
{
	const char *reeve = getenv("REEVE");

	host->quick = options->quick;
	host->workers = options->workers;
	host->descriptors = raise_descriptors();
	if (host->descriptors < host->workers + 100)
		errx(1, "%u workers need %u descriptors, the hard limit is %u", host->workers,
			host->workers + 100, host->descriptors);
	make_directory(host);
	if (reeve && !realpath(reeve, host->reeve))
		host->reeve[0] = '\0';
	if (!copy(options->directory, "beacon", host, host->beacon) ||
		!copy(options->directory, "floor", host, host->floor)) {
		nftw(host->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
		errx(1, "%s: no programs beacon and floor there", options->directory);
	}
	copy(options->directory, "noop.so", host, host->noop);
}

/* Waits for the measuring process, or for a signal that ends it. Returns the exit code. */
static int watch(pid_t pid, const sigset_t *signals)
{
	int code = 1;
	int status;

	for (;;) {
		int signal = sigwaitinfo(signals, NULL);

		if (signal != SIGCHLD && signal > 0) {
			kill(pid, SIGKILL);
			code = 128 + signal;
		}
		if (waitpid(pid, &status, WNOHANG) == pid)
			break;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : code;
}

int main(int argc, char **argv)
{
	struct options options = parse(argc, argv);
	struct host host = {0};
	sigset_t signals, before;
	pid_t pid, parent = getpid();
	int code;

	sigemptyset(&signals);
	for (size_t i = 0; i < 4; i++)
		sigaddset(&signals, (const int[]){SIGCHLD, SIGINT, SIGTERM, SIGHUP}[i]);
	sigprocmask(SIG_BLOCK, &signals, &before);
	if (descendants_adopt() < 0)
		err(1, "cannot become a subreaper");
	prepare(&options, &host);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		sigprocmask(SIG_SETMASK, &before, NULL);
		/* In a group of its own, so that what a terminal sends comes to its parent alone.
		 */
		setpgid(0, 0);
		if (getppid() != parent || descendants_adopt() < 0)
			_exit(1);
		exit(run(&options, &host));
	}
	code = pid < 0 ? 1 : watch(pid, &signals);
	if (descendants_end(child_deadline(10000)) < 0)
		warnx("some processes do not end");
	if (nftw(host.directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0)
		warn("%s is left", host.directory);
	return code;
}
