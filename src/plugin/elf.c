/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin/elf.h"

#include <errno.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/refuse.h"

#define SEGMENTS_MAX 64 /* program headers; linkers write about ten */

/* The linker puts this at our own ELF header: it says what fits this process on any machine. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

/* Returns false on an error or where the file ends before length bytes. */
static bool read_at(int fd, void *data, size_t length, uint64_t offset)
{
	size_t done = 0;

	while (done < length) {
		ssize_t n = pread(fd, (char *)data + done, length - done, (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

static bool same_machine(const ElfW(Ehdr) * header)
{
	return header->e_ident[EI_CLASS] == __ehdr_start.e_ident[EI_CLASS] &&
	       header->e_ident[EI_DATA] == __ehdr_start.e_ident[EI_DATA] &&
	       header->e_machine == __ehdr_start.e_machine;
}

/* Everything that the dynamic linker will map must be in the file. */
static bool is_whole(int fd, const ElfW(Ehdr) * header, uint64_t size)
{
	ElfW(Phdr) segments[SEGMENTS_MAX];
	size_t length = header->e_phnum * sizeof segments[0];

	if (!read_at(fd, segments, length, header->e_phoff))
		return false;
	for (size_t i = 0; i < header->e_phnum; i++) {
		const ElfW(Phdr) *segment = &segments[i];

		if (segment->p_type != PT_LOAD && segment->p_type != PT_DYNAMIC)
			continue;
		if (segment->p_offset > size || segment->p_filesz > size - segment->p_offset)
			return false;
	}
	return true;
}

static int check_header(int fd, const char *path, uint64_t size, struct reeve_error *error)
{
	ElfW(Ehdr) header = {0};
	size_t length = size < sizeof header ? size : sizeof header;

	if (!read_at(fd, &header, length, 0))
		return refuse(error, path, "cannot be read");
	if (length < SELFMAG || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
		return refuse(error, path, "is not a shared object");
	if (length < sizeof header)
		return refuse(error, path, "is truncated");
	if (!same_machine(&header))
		return refuse(error, path, "is for another machine");
	if (header.e_type != ET_DYN)
		return refuse(error, path, "is an ELF file, but not a shared object");
	if (header.e_phentsize != sizeof(ElfW(Phdr)) || header.e_phnum == 0 ||
		header.e_phnum > SEGMENTS_MAX || header.e_phoff > size)
		return refuse(error, path, "has a damaged ELF header");
	if (!is_whole(fd, &header, size))
		return refuse(error, path, "is truncated");
	return 0;
}

int elf_check(int fd, const char *path, struct reeve_error *error)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return refuse(error, path, "cannot be read: %s", strerror(errno));
	if (!S_ISREG(status.st_mode))
		return refuse(error, path, "is not a regular file");
	if (status.st_size == 0)
		return refuse(error, path, "is empty");
	return check_header(fd, path, (uint64_t)status.st_size, error);
}
