/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/scoreboard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "storage/layout.h"
#include "storage/runfile.h"

#define TEMPORARY SCOREBOARD_FILE ".new"
#define ASIDE SCOREBOARD_FILE ".aside"

/* FNV-1a: each step is a bijection, so one changed byte always shows. */
static uint64_t add_to_checksum(uint64_t sum, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	return sum;
}

static uint64_t make_checksum(const struct layout_header *header)
{
	size_t before = offsetof(struct layout_header, checksum);
	size_t after = before + sizeof header->checksum;
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	sum = add_to_checksum(sum, header, before);
	sum = add_to_checksum(
		sum, (const char *)header + after, offsetof(struct layout_header, moved) - after);
	return add_to_checksum(sum, header->template_path, sizeof header->template_path);
}

static size_t file_size(unsigned slot_count, unsigned ring_length)
{
	return LAYOUT_HEADER_SIZE + slot_count * layout_slot_size(ring_length);
}

/* What a scoreboard knows of a header, own copy: nothing of it is read from the map again. */
static int adopt_header(struct scoreboard *scoreboard, const struct layout_header *header)
{
	struct here here, made = {.pid_namespace = header->pid_namespace};
	int result = here_read(&here);

	/* Who cannot tell must not take what lives for something of another boot. */
	if (result < 0)
		return result;
	memcpy(made.boot_id, header->boot_id, sizeof made.boot_id);
	scoreboard->current = here_equals(&here, &made);
	scoreboard->background = header->flags & LAYOUT_BACKGROUND;
	scoreboard->slot_count = header->slot_count;
	scoreboard->ring_length = header->ring_length;
	scoreboard->slot_size = layout_slot_size(header->ring_length);
	scoreboard->map_size = file_size(header->slot_count, header->ring_length);
	memcpy(scoreboard->command, header->command, sizeof header->command - 1);
	memcpy(scoreboard->title_prefix, header->title_prefix, sizeof header->title_prefix - 1);
	memcpy(scoreboard->token, header->token, sizeof header->token - 1);
	scoreboard->template_path =
		strndup(header->template_path, sizeof header->template_path - 1);
	return scoreboard->template_path ? 0 : -ENOMEM;
}

void scoreboard_free(struct scoreboard *scoreboard)
{
	if (!scoreboard)
		return;
	if (scoreboard->map)
		munmap(scoreboard->map, scoreboard->map_size);
	free(scoreboard->template_path);
	free(scoreboard);
}

/* Maps fd, whose header was checked. */
static int make_scoreboard(int fd, bool writable, const struct layout_header *header,
	struct scoreboard **ret_scoreboard)
{
	struct scoreboard *scoreboard = calloc(1, sizeof *scoreboard);
	int result;

	if (!scoreboard)
		return -ENOMEM;
	result = adopt_header(scoreboard, header);
	scoreboard->writable = writable;
	if (result == 0) {
		scoreboard->map = runfile_map(fd, scoreboard->map_size, writable);
		result = scoreboard->map ? 0 : -errno;
	}
	if (result < 0) {
		scoreboard_free(scoreboard);
		return result;
	}
	*ret_scoreboard = scoreboard;
	return 0;
}

static int copy_text(
	char *to, size_t size, const char *from, const char *what, struct reeve_error *error)
{
	size_t length = strlen(from);

	if (length >= size)
		return error_set(error, REEVE_EXIT_FAILED,
			"scoreboard: %s of %zu bytes is too long: at most %zu", what, length,
			size - 1);
	memcpy(to, from, length);
	return 0;
}

static int fill_header(
	const struct scoreboard_spec *spec, struct layout_header *header, struct reeve_error *error)
{
	struct here here;
	int result = here_read(&here);

	if (result < 0)
		return error_set(error, REEVE_EXIT_FAILED,
			"scoreboard: cannot tell this boot from /proc: %s", strerror(-result));
	memcpy(header->magic, LAYOUT_MAGIC, sizeof header->magic);
	header->version = SCOREBOARD_VERSION;
	header->header_size = LAYOUT_HEADER_SIZE;
	header->slot_size = (uint32_t)layout_slot_size(spec->ring_length);
	header->slot_count = spec->slot_count;
	header->ring_length = spec->ring_length;
	header->flags = spec->background ? LAYOUT_BACKGROUND : 0;
	header->pid_namespace = here.pid_namespace;
	header->created_ns = clock_realtime_ns();
	memcpy(header->boot_id, here.boot_id, sizeof header->boot_id);
	if (copy_text(header->command, NAME_MAX_LENGTH + 1, spec->command, "command", error) < 0 ||
		copy_text(header->title_prefix, sizeof header->title_prefix, spec->title_prefix,
			"title_prefix", error) < 0 ||
		copy_text(header->token, TOKEN_LENGTH + 1, spec->token, "token", error) < 0 ||
		copy_text(header->template_path, sizeof header->template_path, spec->template_path,
			"path of the template", error) < 0)
		return -1;
	header->checksum = make_checksum(header);
	return 0;
}

static void fill_slots(const struct scoreboard *scoreboard)
{
	for (unsigned i = 0; i < scoreboard->slot_count; i++) {
		struct layout_slot *slot = layout_slot_of(scoreboard, i);

		memcpy(slot->mark, LAYOUT_MARK, sizeof slot->mark);
		slot->number = i;
	}
}

/* Returns the descriptor, or -1 with error filled. */
static int take_room(int dirfd, size_t size, struct reeve_error *error)
{
	int fd = runfile_reserve(dirfd, TEMPORARY, size);

	if (fd >= 0)
		return fd;
	runfile_fail(dirfd, TEMPORARY, "make", fd, error);
	if (fd == -ENOSPC || fd == -EDQUOT)
		error_lead(error, "the status file needs %zu KiB", size / 1024 + 1);
	return -1;
}

static int check_count(unsigned slot_count, unsigned ring_length, struct reeve_error *error)
{
	if (slot_count <= SCOREBOARD_SLOTS_MAX && ring_length <= SCOREBOARD_RING_MAX)
		return 0;
	return error_set(error, REEVE_EXIT_FAILED,
		"scoreboard: %u slots of %u exits are more than %u of %u", slot_count, ring_length,
		SCOREBOARD_SLOTS_MAX, SCOREBOARD_RING_MAX);
}

int scoreboard_reserve(
	int dirfd, unsigned slot_count, unsigned ring_length, struct reeve_error *error)
{
	int fd = -1;

	if (check_count(slot_count, ring_length, error) == 0)
		fd = take_room(dirfd, file_size(slot_count, ring_length), error);
	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

void scoreboard_unreserve(int dirfd)
{
	unlinkat(dirfd, TEMPORARY, 0);
}

/* A file of that name that only its maker knows yet; then it is renamed. */
static int create_file(int dirfd, const struct scoreboard_spec *spec,
	const struct layout_header *header, struct scoreboard **ret_scoreboard,
	struct reeve_error *error)
{
	size_t size = file_size(header->slot_count, header->ring_length);
	int fd = take_room(dirfd, size, error);
	struct scoreboard *scoreboard = NULL;
	int result;

	if (fd < 0)
		return -1;
	result = make_scoreboard(fd, true, header, &scoreboard);
	close(fd);
	if (result == 0) {
		memset(scoreboard->map, 0, size);
		memcpy(scoreboard->map, header, sizeof *header);
		fill_slots(scoreboard);
		if (spec->fill)
			spec->fill(scoreboard, spec->data);
		if (renameat(dirfd, TEMPORARY, dirfd, SCOREBOARD_FILE) < 0)
			result = -errno;
	}
	if (result < 0) {
		runfile_fail(dirfd, SCOREBOARD_FILE, "make", result, error);
		scoreboard_unreserve(dirfd);
		scoreboard_free(scoreboard);
		return -1;
	}
	*ret_scoreboard = scoreboard;
	return 0;
}

int scoreboard_create(int dirfd, const struct scoreboard_spec *spec,
	struct scoreboard **ret_scoreboard, struct reeve_error *error)
{
	struct layout_header *header;
	int result;

	if (check_count(spec->slot_count, spec->ring_length, error) < 0)
		return -1;
	header = aligned_alloc(_Alignof(struct layout_header), sizeof *header);
	if (!header)
		return error_set(error, REEVE_EXIT_FAILED, "scoreboard: out of memory");
	memset(header, 0, sizeof *header);
	result = fill_header(spec, header, error);
	if (result == 0)
		result = create_file(dirfd, spec, header, ret_scoreboard, error);
	free(header);
	return result;
}

/* Returns NULL, or what is wrong. */
static const char *find_fault(const struct layout_header *header, off_t size)
{
	if (header->checksum != make_checksum(header))
		return "its checksum is wrong";
	if (header->header_size != LAYOUT_HEADER_SIZE)
		return "its header has another size";
	if (header->slot_count > SCOREBOARD_SLOTS_MAX || header->ring_length > SCOREBOARD_RING_MAX)
		return "it has more slots than there can be";
	if (header->slot_size != layout_slot_size(header->ring_length))
		return "its slots have another size";
	if ((uint64_t)size != file_size(header->slot_count, header->ring_length))
		return "it is shorter or longer than its slots";
	if (!memchr(header->command, '\0', sizeof header->command) ||
		!name_is_valid(header->command))
		return "its command has no proper name";
	return NULL;
}

/* Reads the header into memory of our own: what is checked is what is used, whoever writes
 * meanwhile. Returns 0, -EBADMSG or -EPROTO with error filled, or -errno. */
static int read_header(int fd, off_t size, struct layout_header *header, struct reeve_error *error)
{
	ssize_t length = pread(fd, header, sizeof *header, 0);
	const char *fault = NULL;

	if (length < 0)
		return -errno;
	if (length < (ssize_t)offsetof(struct layout_header, header_size) ||
		memcmp(header->magic, LAYOUT_MAGIC, sizeof header->magic) != 0)
		fault = "it is not a scoreboard";
	else if (header->version != SCOREBOARD_VERSION) {
		error_set(error, REEVE_EXIT_FAILED,
			"it has version %u, and this reeve knows version %u", header->version,
			SCOREBOARD_VERSION);
		return -EPROTO;
	} else if (length < (ssize_t)sizeof *header)
		fault = "it is too short";
	else
		fault = find_fault(header, size);
	if (!fault)
		return 0;
	error_set(error, REEVE_EXIT_FAILED, "%s", fault);
	return -EBADMSG;
}

static int open_file(int fd, off_t size, bool writable, struct scoreboard **ret_scoreboard,
	struct reeve_error *error)
{
	struct layout_header *header =
		aligned_alloc(_Alignof(struct layout_header), sizeof *header);
	int result;

	if (!header)
		return -ENOMEM;
	result = read_header(fd, size, header, error);
	if (result == 0)
		result = make_scoreboard(fd, writable, header, ret_scoreboard);
	free(header);
	return result;
}

int scoreboard_open(
	int dirfd, bool writable, struct scoreboard **ret_scoreboard, struct reeve_error *error)
{
	off_t size_max = (off_t)file_size(SCOREBOARD_SLOTS_MAX, SCOREBOARD_RING_MAX);
	struct stat status;
	int fd = runfile_open(
		dirfd, SCOREBOARD_FILE, writable ? O_RDWR : O_RDONLY, size_max, &status);
	int result;

	if (fd == -ENOENT)
		return fd;
	if (fd < 0)
		return runfile_fail(dirfd, SCOREBOARD_FILE, "open", fd, error);
	result = open_file(fd, status.st_size, writable, ret_scoreboard, error);
	close(fd);
	if (result == -EBADMSG || result == -EPROTO)
		runfile_lead(dirfd, SCOREBOARD_FILE, error);
	else if (result < 0)
		runfile_fail(dirfd, SCOREBOARD_FILE, "open", result, error);
	return result;
}

int scoreboard_set_aside(int dirfd)
{
	return renameat(dirfd, SCOREBOARD_FILE, dirfd, ASIDE) < 0 ? -errno : 0;
}
