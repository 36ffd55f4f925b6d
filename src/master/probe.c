/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/slot.h"

#define FIRST_NS (5 * NS_PER_MS)
#define PAUSE_MAX_NS (500 * NS_PER_MS)
#define PATIENCE_NS (3 * NS_PER_SECOND) /* with a connection that is under way */
/* Times in file systems are those of the kernel's last tick. */
#define TICK_NS (20 * NS_PER_MS)

/* Of one that starts; due_ns 0: of none. */
struct item {
	uint32_t generation;
	int fd;		   /* of a connection that is under way; -1: none */
	uint64_t since_ns; /* it is */
	uint64_t pause_ns, due_ns;
};

struct probe {
	struct master *master;
	uv_timer_t timer;
	struct item *items; /* one for each slot */
};

union peer {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t make_address(const char *host, unsigned port, union peer *ret_address)
{
	*ret_address = (union peer){0};
	ret_address->v4.sin_port = htons((uint16_t)port);
	if (inet_pton(AF_INET, host, &ret_address->v4.sin_addr) == 1) {
		ret_address->v4.sin_family = AF_INET;
		return sizeof ret_address->v4;
	}
	inet_pton(AF_INET6, host, &ret_address->v6.sin6_addr);
	ret_address->v6.sin6_family = AF_INET6;
	return sizeof ret_address->v6;
}

/* A port that nobody listens at can be given to the very socket that asks for it. */
static bool is_connected_to_itself(int fd)
{
	union peer own, other;
	socklen_t own_size = sizeof own, other_size = sizeof other;

	if (getsockname(fd, &own.any, &own_size) < 0 ||
		getpeername(fd, &other.any, &other_size) < 0)
		return true;
	return own_size == other_size && memcmp(&own, &other, own_size) == 0;
}

/* What has become of a connection that was under way: 1: it is made; 0: it still is; -1: refused.
 */
static int look_at(int fd)
{
	struct pollfd poller = {.fd = fd, .events = POLLOUT};
	socklen_t length = sizeof(int);
	int error = 0;

	if (poll(&poller, 1, 0) <= 0)
		return 0;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0 || error)
		return -1;
	return is_connected_to_itself(fd) ? -1 : 1;
}

/* True: it accepts. */
static bool knock(struct item *item, const char *host, unsigned port, uint64_t now)
{
	union peer address;
	socklen_t size = make_address(host, port, &address);
	int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool made;

	if (fd < 0)
		return false;
	made = connect(fd, &address.any, size) == 0;
	if (!made && errno == EINPROGRESS) {
		item->fd = fd;
		item->since_ns = now;
		return false;
	}
	made = made && !is_connected_to_itself(fd);
	fd_close(&fd);
	return made;
}

static bool accepts(struct item *item, const struct program *program, uint64_t now)
{
	static const char *const loopback[] = {"127.0.0.1", "::1"};

	if (item->fd >= 0) {
		int result = look_at(item->fd);

		if (result == 0 && now - item->since_ns < PATIENCE_NS)
			return false;
		fd_close(&item->fd);
		return result > 0;
	}
	if (program->ready_host)
		return knock(item, program->ready_host, program->ready_port, now);
	for (int i = 0; i < 2 && item->fd < 0; i++)
		if (knock(item, loopback[i], program->ready_port, now))
			return true;
	return false;
}

/* Whoever can write to the directory can put a link there to what he may not look at himself: of a
 * program with another user than ours only what belongs to that user counts. */
static bool has_come(const struct slot *slot)
{
	struct stat status;
	uint64_t changed_ns;

	if (stat(slot->launch->program->ready_path, &status) < 0)
		return false;
	if (slot->launch->uid != geteuid() && status.st_uid != slot->launch->uid)
		return false;
	changed_ns =
		(uint64_t)status.st_ctim.tv_sec * NS_PER_SECOND + (uint64_t)status.st_ctim.tv_nsec;
	return changed_ns + TICK_NS >= slot->started_ns;
}

static bool is_ready(struct item *item, const struct slot *slot, uint64_t now)
{
	if (slot->launch->program->ready == READY_PATH)
		return has_come(slot);
	return accepts(item, slot->launch->program, now);
}

static void on_time(uv_timer_t *timer);

static void arm(struct probe *probe, uint64_t due_ns, uint64_t now)
{
	uv_update_time(&probe->master->loop);
	uv_timer_start(&probe->timer, on_time,
		due_ns <= now ? 0 : (due_ns - now + NS_PER_MS - 1) / NS_PER_MS, 0);
}

static bool starts(const struct item *item, const struct slot *slot)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));

	return slot->generation == item->generation && slot->pidfd >= 0 &&
	       record->state == CHILD_STARTING;
}

static void forget(struct item *item)
{
	fd_close(&item->fd);
	item->due_ns = 0;
}

static void look(struct item *item, struct slot *slot, uint64_t now)
{
	item->pause_ns = 2 * item->pause_ns < PAUSE_MAX_NS ? 2 * item->pause_ns : PAUSE_MAX_NS;
	item->due_ns = now + item->pause_ns;
	if (!is_ready(item, slot, now))
		return;
	forget(item);
	slot_tell(slot, CHILD_EVENT_READY, CHILD_CAUSE_NONE, 0);
}

static void on_time(uv_timer_t *timer)
{
	struct probe *probe = timer->data;
	struct master *master = probe->master;
	uint64_t now = clock_monotonic_ns(), earliest = UINT64_MAX;

	for (unsigned i = 0; i < master->slot_count; i++) {
		struct item *item = &probe->items[i];

		if (item->due_ns && !starts(item, &master->slots[i]))
			forget(item);
		else if (item->due_ns && item->due_ns <= now)
			look(item, &master->slots[i], now);
	}
	for (unsigned i = 0; i < master->slot_count; i++)
		if (probe->items[i].due_ns && probe->items[i].due_ns < earliest)
			earliest = probe->items[i].due_ns;
	if (earliest != UINT64_MAX)
		arm(probe, earliest, now);
}

static bool is_probed(const struct program *program)
{
	return program->ready == READY_PORT || program->ready == READY_PATH;
}

void probe_begin(struct probe *probe, struct slot *slot)
{
	uint64_t now = clock_monotonic_ns();
	struct item *item;

	if (!probe || !is_probed(slot->launch->program))
		return;
	item = &probe->items[slot_index(slot)];
	fd_close(&item->fd);
	*item = (struct item){.generation = slot->generation,
		.fd = -1,
		.pause_ns = FIRST_NS,
		.due_ns = now + FIRST_NS};
	if (!uv_is_active((uv_handle_t *)&probe->timer) ||
		uv_timer_get_due_in(&probe->timer) > FIRST_NS / NS_PER_MS)
		arm(probe, item->due_ns, now);
}

int probe_open(struct master *master, struct probe **ret_probe)
{
	struct probe *probe;
	bool any = false;

	*ret_probe = NULL;
	for (size_t i = 0; i < master->template->program_count; i++)
		any = any || is_probed(&master->template->programs[i]);
	if (!any)
		return 0;
	probe = calloc(1, sizeof *probe);
	if (!probe)
		return -ENOMEM;
	probe->items = calloc(master->slot_count + 1, sizeof *probe->items);
	if (!probe->items) {
		free(probe);
		return -ENOMEM;
	}
	for (unsigned i = 0; i < master->slot_count; i++)
		probe->items[i].fd = -1;
	probe->master = master;
	uv_timer_init(&master->loop, &probe->timer);
	probe->timer.data = probe;
	*ret_probe = probe;
	return 0;
}

void probe_close(struct probe *probe)
{
	if (!probe)
		return;
	for (unsigned i = 0; i < probe->master->slot_count; i++)
		fd_close(&probe->items[i].fd);
	free(probe->items);
	free(probe);
}
