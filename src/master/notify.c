/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/notify.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/notification.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/report.h"
#include "master/slot.h"
#include "process/handover.h"
#include "process/proc.h"
#include "process/signal.h"
#include "storage/socket.h"

#ifndef SCM_PIDFD
#define SCM_PIDFD 4
#endif

#define BATCH 64 /* messages in a row; the others wait for the next turn of the loop */
#define ANCESTORS_MAX 64
#define EXTEND_MAX_USEC (UINT64_C(3600) * 1000000)

struct notify {
	struct master *master;
	uv_poll_t poll;
	int fd;
	bool has_pidfds; /* the kernel gives one with each message */
	bool has_told;	 /* that there are messages of strangers */
};

struct sender {
	pid_t pid; /* 0: not said */
	int pidfd; /* -1: not given */
};

static bool speaks(const struct program *program)
{
	return program->ready == READY_NOTIFY || program->ready == READY_FD;
}

/* Its leader is this process, which is not reaped yet. */
static bool is_led_by(const struct slot *slot, pid_t pid)
{
	return slot->process.pid == pid && slot->pidfd >= 0 && !slot->ended_ticks &&
	       speaks(slot->launch->program) && signal_process(slot->pidfd, 0) != -ESRCH;
}

static struct slot *find_led_by(struct master *master, pid_t pid)
{
	for (unsigned i = 0; pid > 0 && i < master->slot_count; i++)
		if (is_led_by(&master->slots[i], pid))
			return &master->slots[i];
	return NULL;
}

static struct slot *find_slot(struct master *master, pid_t pid)
{
	for (int i = 0; i < ANCESTORS_MAX && pid > 1; i++) {
		struct slot *slot = find_led_by(master, pid);
		struct proc_stat stat;

		if (slot || proc_stat(pid, &stat) < 0)
			return slot;
		slot = find_led_by(master, stat.session);
		if (slot)
			return slot;
		pid = stat.parent;
	}
	return NULL;
}

/* The worker that said it, NULL: nobody of ours, or who has been reaped since. */
static struct slot *prove(const struct notify *notify, const struct sender *sender)
{
	struct slot *slot;

	if (notify->has_pidfds && sender->pidfd < 0)
		return NULL;
	slot = find_slot(notify->master, sender->pid);
	/* Still there: so it was this process that was looked at. */
	if (slot && sender->pidfd >= 0 && signal_process(sender->pidfd, 0) == -ESRCH)
		return NULL;
	return slot;
}

/* At most so many bytes that no character is cut in two. */
static size_t cut(const char *text, size_t length, size_t most)
{
	if (length <= most)
		return length;
	while (most && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

/* What it says for people to see stands in the scoreboard: who looks asks nobody. */
static void note(struct slot *slot, const struct notification *notification)
{
	uint16_t says = slot->says;
	char text[sizeof slot->status_text];

	memcpy(text, slot->status_text, sizeof text);
	if (notification->ready)
		says &= (uint16_t)~SLOT_RELOADING;
	if (notification->reloading)
		says |= SLOT_RELOADING;
	if (notification->stopping)
		says |= SLOT_ENDING;
	if (notification->status) {
		memset(text, 0, sizeof text);
		memcpy(text, notification->status,
			cut(notification->status, notification->status_length, sizeof text - 1));
	}
	if (says == slot->says && memcmp(text, slot->status_text, sizeof text) == 0)
		return;
	slot->says = says;
	memcpy(slot->status_text, text, sizeof text);
	slot_write(slot);
}

/* An hour at a time: what wants more says so again, as it would have to if it lived on. */
static void extend(struct slot *slot, uint64_t usec)
{
	struct supervisor_event event = {.type = CHILD_EVENT_EXTEND,
		.child = slot_index(slot),
		.span_ns = usec < EXTEND_MAX_USEC ? usec * 1000 : EXTEND_MAX_USEC * 1000};
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));

	if (record->state != CHILD_STARTING && record->state != CHILD_STOPPING)
		return;
	slot->extended = true;
	slot->extended_s = (uint32_t)((clock_monotonic_ns() + event.span_ns) / NS_PER_SECOND + 1);
	slot_write(slot);
	master_step(slot->master, &event);
}

/* Words that others act on. Another process is never taken for the worker on anybody's word: what
 * was claimed at birth is what its identity and its whole set are proven by. */
static void contradict(struct slot *slot, const struct notification *notification)
{
	uint64_t watchdog_usec = slot->launch->program->watchdog_ns / 1000;
	char name[96];

	if (slot->contradicted)
		return;
	slot_name(slot, name, sizeof name);
	if (notification->main_pid && notification->main_pid != (uint64_t)slot->process.pid)
		report_log("%s: MAINPID=%llu is not taken: the worker is the process that was "
			   "started, pid %d, and ends with it",
			name, (unsigned long long)notification->main_pid, (int)slot->process.pid);
	else if (notification->watchdog_usec && notification->watchdog_usec != watchdog_usec)
		report_log("%s: WATCHDOG_USEC=%llu is not taken: its watchdog is what the template "
			   "says",
			name, (unsigned long long)notification->watchdog_usec);
	else
		return;
	slot->contradicted = true;
}

static void act(struct slot *slot, const struct notification *notification)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));

	slot->heartbeats += notification->watchdog;
	note(slot, notification);
	if (notification->extend_usec)
		extend(slot, notification->extend_usec);
	contradict(slot, notification);
	if (notification->ready && record->state == CHILD_STARTING)
		slot_tell(slot, CHILD_EVENT_READY, CHILD_CAUSE_NONE, 0);
	if (notification->hangs && record->state == CHILD_RUNNING)
		slot_tell(slot, CHILD_EVENT_WATCHDOG, CHILD_CAUSE_NONE, 0);
}

static void tell_of_stranger(struct notify *notify, const struct sender *sender)
{
	if (notify->has_told)
		return;
	notify->has_told = true;
	report_log("a message to '%s' was dropped: its sender, pid %d, is gone or belongs to no "
		   "worker that has a word to say; this is said once",
		NOTIFY_SOCKET, (int)sender->pid);
}

static void take_descriptors(const struct cmsghdr *header, struct sender *sender)
{
	size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);

	for (size_t i = 0; i < count; i++) {
		int fd;

		memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
		if (header->cmsg_type == SCM_PIDFD && i == 0)
			sender->pidfd = fd;
		else
			fd_close(&fd);
	}
}

/* Of descriptors that came along none is kept: by that BARRIER=1 is answered. */
static void read_sender(struct msghdr *message, struct sender *sender)
{
	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header;
		header = CMSG_NXTHDR(message, header)) {
		struct ucred credentials;

		if (header->cmsg_level != SOL_SOCKET)
			continue;
		if (header->cmsg_type == SCM_PIDFD || header->cmsg_type == SCM_RIGHTS)
			take_descriptors(header, sender);
		if (header->cmsg_type == SCM_CREDENTIALS &&
			header->cmsg_len >= CMSG_LEN(sizeof credentials)) {
			memcpy(&credentials, CMSG_DATA(header), sizeof credentials);
			sender->pid = credentials.pid;
		}
	}
}

/* False: there is none. */
static bool take_one(struct notify *notify)
{
	_Alignas(struct cmsghdr) char
		control[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(sizeof(int))];
	char text[NOTIFICATION_MAX];
	struct iovec vector = {.iov_base = text, .iov_len = sizeof text};
	struct msghdr message = {.msg_iov = &vector,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof control};
	struct sender sender = {.pidfd = -1};
	struct notification notification;
	ssize_t length = recvmsg(notify->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	struct slot *slot;

	if (length < 0)
		return errno == EINTR;
	read_sender(&message, &sender);
	slot = prove(notify, &sender);
	if (slot && !(message.msg_flags & MSG_TRUNC)) {
		if (slot->launch->program->ready == READY_FD)
			notification = (struct notification){
				.ready = memchr(text, '\n', (size_t)length) != NULL};
		else
			notification_parse(text, (size_t)length, &notification);
		act(slot, &notification);
	} else if (!slot) {
		tell_of_stranger(notify, &sender);
	}
	fd_close(&sender.pidfd);
	return true;
}

void notify_take(struct notify *notify)
{
	for (int i = 0; notify && i < BATCH && take_one(notify); i++)
		continue;
}

static void on_message(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	notify_take(poll->data);
}

static bool is_needed(const struct template *template)
{
	for (size_t i = 0; i < template->program_count; i++)
		if (speaks(&template->programs[i]))
			return true;
	return false;
}

int notify_open(struct master *master, struct notify **ret_notify)
{
	int fd = handover_store_find(getenv(HANDOVER_STORED), NOTIFY_SOCKET);
	struct notify *notify;
	int result;

	*ret_notify = NULL;
	/* Who comes only to end what there is has none. */
	if (fd < 0 || !is_needed(master->template))
		return 0;
	notify = calloc(1, sizeof *notify);
	if (!notify)
		return -ENOMEM;
	notify->master = master;
	notify->fd = fd;
	notify->has_pidfds = socket_has_pidfds(fd);
	notify->poll.data = notify;
	result = uv_poll_init(&master->loop, &notify->poll, fd);
	if (result < 0) {
		free(notify);
		return result;
	}
	*ret_notify = notify;
	return uv_poll_start(&notify->poll, UV_READABLE, on_message);
}

void notify_close(struct notify *notify)
{
	free(notify);
}
