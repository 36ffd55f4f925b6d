/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "config/supervision.h"
#include "master/cgroups.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/node.h"
#include "master/room.h"
#include "master/slot.h"
#include "master/takeover.h"
#include "process/handover.h"
#include "storage/kept.h"
#include "storage/socket.h"
#include "storage/runfile.h"

#define TEMPLATE_MAX (16 * 1024 * 1024)

static int fail(struct reeve_error *error, const char *what, int result)
{
	return error_set(error, REEVE_EXIT_FAILED, "%s: %s", what, strerror(-result));
}

struct template *setup_load(const char *file, struct reeve_error *error)
{
	struct template *template = NULL;
	struct error_list errors = {0};
	struct buffer text = {0};
	int fd = fd_open_regular(HANDOVER_RUN, file);
	int result = fd < 0 ? fd : fd_read_all(fd, TEMPLATE_MAX, &text);

	fd_close(&fd);
	error_set(error, REEVE_EXIT_FAILED, "out of memory");
	if (result == 0) {
		template =
			template_load_resolved(text.data ? text.data : "", text.length, &errors);
		if (!template && errors.count)
			*error = errors.items[0];
	} else {
		fail(error, "cannot read the template in force", result);
	}
	buffer_done(&text);
	error_list_done(&errors);
	return template;
}

/* Descriptors for a few per worker; workers get back what the command was started with. */
static void raise_limits(struct master *master)
{
	const char *before = getenv(HANDOVER_NOFILE);
	unsigned long long soft, hard;
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &master->worker_files);
	if (before && sscanf(before, "%llu:%llu", &soft, &hard) == 2)
		master->worker_files = (struct rlimit){(rlim_t)soft, (rlim_t)hard};
	limit = master->worker_files;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static int make_slots(struct master *master, struct reeve_error *error)
{
	const struct template *template = master->template;
	unsigned at = 0;

	master->slot_count = room_slot_count(template);
	master->slots = calloc(master->slot_count, sizeof *master->slots);
	master->order = calloc(master->slot_count, sizeof *master->order);
	master->spares = calloc(template->program_count, sizeof *master->spares);
	if (!master->slots || !master->order || !master->spares)
		return fail(error, "cannot set up the slots", -ENOMEM);
	for (size_t p = 0; p < template->program_count; p++)
		for (unsigned instance = 1; instance <= template->programs[p].workers; instance++) {
			master->slots[at] = (struct slot){.master = master,
				.launch = &master->launches[p],
				.instance = instance,
				.cell = at,
				.pidfd = -1};
			at++;
		}
	for (size_t p = 0; p < template->program_count; p++) {
		master->spares[p] = template->programs[p].rolling ? at : UINT_MAX;
		if (template->programs[p].rolling) {
			master->slots[at] = (struct slot){.master = master,
				.launch = &master->launches[p],
				.cell = at,
				.spare = true,
				.pidfd = -1};
			at++;
		}
	}
	for (unsigned i = 0; i < master->slot_count; i++)
		master->slots[i].number = master->order[i] = i;
	master->cell_count = at;
	return 0;
}

static int open_files(struct master *master, struct reeve_error *error)
{
	int result;

	/* Where no program says anything there is none. */
	master->notify_fd = socket_connect_notify(HANDOVER_RUN);
	master->null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (master->null_fd < 0)
		return fail(error, "cannot open /dev/null", -errno);
	result = deaths_open(HANDOVER_RUN, false, &master->deaths);
	if (result < 0)
		return runfile_fail(HANDOVER_RUN, DEATHS_FILE, "open", result, error);
	return 0;
}

int setup_user_files(
	uid_t uid, unsigned cells, struct user_files *ret_files, struct reeve_error *error)
{
	char name[32];

	ret_files->counters_fd = counters_create(HANDOVER_RUN, uid, cells);
	if (ret_files->counters_fd < 0) {
		snprintf(name, sizeof name, "counters.%u", (unsigned)uid);
		return runfile_fail(HANDOVER_RUN, name, "make", ret_files->counters_fd, error);
	}
	ret_files->kept_fd = kept_open(HANDOVER_RUN, uid);
	if (ret_files->kept_fd < 0) {
		snprintf(name, sizeof name, "kept.%u", (unsigned)uid);
		runfile_fail(HANDOVER_RUN, name, "make", ret_files->kept_fd, error);
		fd_close(&ret_files->counters_fd);
		return -1;
	}
	ret_files->uid = uid;
	return 0;
}

/* Work programs of one user share files that those of another cannot write. */
static int open_for_user(struct master *master, const struct program *program,
	struct launch_common *common, struct reeve_error *error)
{
	struct user_files *files = master->users;
	uid_t uid = launch_uid(program);

	common->counters_fd = common->kept_fd = -1;
	if (program->kind != PROGRAM_WORK)
		return 0;
	while (files < master->users + master->user_count && files->uid != uid)
		files++;
	if (files == master->users + master->user_count) {
		if (setup_user_files(uid, master->slot_count, files, error) < 0)
			return -1;
		master->user_count++;
	}
	common->counters_fd = files->counters_fd;
	common->kept_fd = files->kept_fd;
	return 0;
}

static int read_path(int fd, char path[PATH_MAX])
{
	char link[32];
	ssize_t length;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	length = readlink(link, path, PATH_MAX);
	if (length == PATH_MAX)
		errno = ENAMETOOLONG;
	if (length < 0 || length == PATH_MAX)
		return -1;
	path[length] = '\0';
	return 0;
}

/* Others must be able to reach it by its name, whose length is limited. */
static int find_notify_socket(
	const struct template *template, char path[PATH_MAX], struct reeve_error *error)
{
	size_t length;

	if (read_path(HANDOVER_RUN, path) < 0)
		return fail(error, "cannot tell where the run directory is", -errno);
	length = strlen(path);
	for (size_t i = 0; i < template->program_count; i++)
		if (template->programs[i].ready == READY_NOTIFY &&
			length + sizeof "/" NOTIFY_SOCKET >
				sizeof((struct sockaddr_un *)NULL)->sun_path)
			return error_set(error, REEVE_EXIT_FAILED,
				"program '%s': ready = \"notify\" needs the socket '%s/" NOTIFY_SOCKET
				"', whose path is longer than the 107 bytes that the kernel takes: "
				"set run_dir to a shorter one",
				template->programs[i].name, path);
	snprintf(path + length, PATH_MAX - length, "/" NOTIFY_SOCKET);
	return 0;
}

static int make_launches(struct master *master, struct reeve_error *error)
{
	struct template *template = master->template;
	char status_directory[PATH_MAX], notify_socket[PATH_MAX];
	struct launch_common common = {.command = master->name,
		.status_directory = status_directory,
		.notify_socket = notify_socket,
		.notify_fd = master->notify_fd,
		.life = getenv(HANDOVER_LIFE),
		.stored = getenv(HANDOVER_STORED),
		.null_fd = master->null_fd,
		.ready_fd = HANDOVER_READY};

	if (read_path(HANDOVER_STATUS, status_directory) < 0)
		return fail(error, "cannot tell where the status file is", -errno);
	if (find_notify_socket(template, notify_socket, error) < 0)
		return -1;
	master->users = calloc(template->program_count, sizeof *master->users);
	if (!master->users)
		return fail(error, "cannot set up the files of the workers", -ENOMEM);
	for (size_t i = 0; i < template->program_count; i++) {
		struct launch *launch = &master->launches[i];
		int result;

		if (open_for_user(master, &template->programs[i], &common, error) < 0)
			return -1;
		result = launch_init(launch, template, &template->programs[i], &common);
		if (result < 0) {
			fail(error, "cannot prepare its start", result);
			return error_lead(error, "program '%s'", template->programs[i].name);
		}
		snprintf(launch->title_base, sizeof launch->title_base, "%s:Worker:%s.%s",
			template->title_prefix, master->name, template->programs[i].name);
	}
	return 0;
}

/* Another number for each start of the command, the same for all of its masters. */
static uint64_t seed_of(const char *life)
{
	uint64_t seed = UINT64_C(0xcbf29ce484222325);

	for (; *life; life++)
		seed = (seed ^ (unsigned char)*life) * UINT64_C(0x100000001b3);
	return seed;
}

static int make_core(struct master *master, struct reeve_error *error)
{
	master->supervision = supervision_new(master->template);
	if (master->supervision) {
		master->supervision->spec.seed = seed_of(getenv(HANDOVER_LIFE));
		master->supervisor = supervisor_new(&master->supervision->spec);
	}
	return master->supervisor ? 0 : fail(error, "cannot set up the supervisor", -ENOMEM);
}

bool setup_is_ending(void)
{
	const char *resume = getenv(HANDOVER_RESUME);

	return resume && strcmp(resume, "stop") == 0;
}

int setup_master(struct master *master, struct reeve_error *error)
{
	const char *resume = getenv(HANDOVER_RESUME), **guardian_resumes;

	master->name = getenv(HANDOVER_NAME);
	master->resumed = resume && *resume;
	master->template = setup_load("template", error);
	if (!master->template)
		return -1;
	master->guardian_envp = handover_environment(HANDOVER_AS_GUARDIAN, &guardian_resumes);
	if (!master->guardian_envp || takeover_equip(master) < 0)
		return fail(error, "cannot set up the master", -ENOMEM);
	*guardian_resumes = HANDOVER_TO_RESUME;
	raise_limits(master);
	master->launches = calloc(master->template->program_count, sizeof *master->launches);
	if (!master->launches)
		return fail(error, "cannot set up the programs", -ENOMEM);
	for (size_t i = 0; i < master->template->program_count; i++)
		master->launches[i].parameters_fd = -1;
	if (node_open(master) < 0)
		return fail(error, "cannot set up the supervisors", -ENOMEM);
	if (make_slots(master, error) < 0 || open_files(master, error) < 0 ||
		cgroups_open(master, error) < 0 || make_launches(master, error) < 0)
		return -1;
	return make_core(master, error);
}

void setup_undo(struct master *master)
{
	for (unsigned i = 0; i < master->slot_count && master->slots; i++)
		slot_done(&master->slots[i]);
	if (master->launches)
		for (size_t i = 0; i < master->template->program_count; i++)
			launch_done(&master->launches[i]);
	template_free(master->next);
	supervisor_free(master->supervisor);
	scoreboard_free(master->scoreboard);
	deaths_free(master->deaths);
	for (size_t i = 0; i < master->user_count; i++) {
		fd_close(&master->users[i].counters_fd);
		fd_close(&master->users[i].kept_fd);
	}
	cgroups_close(master);
	fd_close(&master->null_fd);
	fd_close(&master->notify_fd);
	fd_close(&master->epoll_fd);
	free(master->users);
	orphans_close(master);
	free(master->slots);
	free(master->order);
	free(master->spares);
	free(master->nodes);
	free(master->launches);
	supervision_free(master->supervision);
	free(master->guardian_envp);
	free(master->takeover.envp);
	template_free(master->template);
}
