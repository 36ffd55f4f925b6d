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

#define SEGMENTS_MAX 64	 /* program headers; linkers write about ten */
#define SYMBOLS_READ 64	 /* at a time */
#define NAME_MAX_SIZE 64 /* of a symbol that is looked for */

/* The linker puts this at our own ELF header: it says what fits this process on any machine. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

/* Returns false on an error or where the file ends before length bytes: a wrong offset does no
 * harm. */
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

/* A section's header, of a file that passed elf_check(). */
static bool read_section(int fd, const ElfW(Ehdr) * header, size_t index, ElfW(Shdr) * ret_section)
{
	return header->e_shentsize == sizeof *ret_section && index < header->e_shnum &&
	       read_at(fd, ret_section, sizeof *ret_section,
		       header->e_shoff + index * sizeof *ret_section);
}

/* What the dynamic linker looks names up in, and the text that it points into. Returns 0, -ENOENT
 * if there is none, or -EBADMSG if the file ends before it. */
static int find_table(
	int fd, const ElfW(Ehdr) * header, ElfW(Shdr) * ret_symbols, ElfW(Shdr) * ret_names)
{
	for (size_t i = 0; i < header->e_shnum; i++) {
		if (!read_section(fd, header, i, ret_symbols))
			return -EBADMSG;
		if (ret_symbols->sh_type != SHT_DYNSYM)
			continue;
		if (ret_symbols->sh_entsize != sizeof(ElfW(Sym)))
			return -ENOENT;
		return read_section(fd, header, ret_symbols->sh_link, ret_names) ? 0 : -EBADMSG;
	}
	return -ENOENT;
}

static bool is_named(int fd, const ElfW(Shdr) * names, const ElfW(Sym) * symbol, const char *name)
{
	char found[NAME_MAX_SIZE];
	size_t size = strlen(name) + 1;

	return size <= sizeof found && symbol->st_shndx != SHN_UNDEF && names->sh_size >= size &&
	       symbol->st_name <= names->sh_size - size &&
	       read_at(fd, found, size, names->sh_offset + symbol->st_name) &&
	       memcmp(found, name, size) == 0;
}

/* Returns 0, -ENOENT if the file exports no such name, or -EBADMSG if it ends before its table. */
static int find_symbol(int fd, const ElfW(Shdr) * table, const ElfW(Shdr) * names, const char *name,
	ElfW(Sym) * ret_symbol)
{
	ElfW(Sym) symbols[SYMBOLS_READ];
	uint64_t count = table->sh_size / sizeof symbols[0];

	for (uint64_t done = 0; done < count;) {
		size_t part = count - done < SYMBOLS_READ ? (size_t)(count - done) : SYMBOLS_READ;

		if (!read_at(fd, symbols, part * sizeof symbols[0],
			    table->sh_offset + done * sizeof symbols[0]))
			return -EBADMSG;
		for (size_t i = 0; i < part; i++)
			if (is_named(fd, names, &symbols[i], name)) {
				*ret_symbol = symbols[i];
				return 0;
			}
		done += part;
	}
	return -ENOENT;
}

static bool is_mapped(int fd, const ElfW(Ehdr) * header, const ElfW(Sym) * symbol)
{
	ElfW(Phdr) segments[SEGMENTS_MAX];

	if (!read_at(fd, segments, header->e_phnum * sizeof segments[0], header->e_phoff))
		return false;
	for (size_t i = 0; i < header->e_phnum; i++) {
		const ElfW(Phdr) *segment = &segments[i];

		if (segment->p_type == PT_LOAD && symbol->st_value >= segment->p_vaddr &&
			symbol->st_size <= segment->p_memsz &&
			symbol->st_value - segment->p_vaddr <= segment->p_memsz - symbol->st_size)
			return true;
	}
	return false;
}

int elf_find_object(int fd, const char *path, const char *name, struct elf_object *ret_object,
	struct reeve_error *error)
{
	ElfW(Shdr) table, names;
	ElfW(Ehdr) header;
	ElfW(Sym) symbol;
	int result;

	if (!read_at(fd, &header, sizeof header, 0) || header.e_phnum > SEGMENTS_MAX)
		return refuse(error, path, "is truncated");
	result = find_table(fd, &header, &table, &names);
	if (result == -ENOENT)
		return refuse(error, path, "is no plugin: it has no table of what it exports");
	if (result == 0)
		result = find_symbol(fd, &table, &names, name, &symbol);
	if (result == -ENOENT)
		return refuse(error, path, "is no plugin: it exports no '%s'", name);
	if (result < 0)
		return refuse(error, path, "is truncated");
	/* In every class of ELF the type is in the same bits. */
	if (ELF64_ST_TYPE(symbol.st_info) != STT_OBJECT || !is_mapped(fd, &header, &symbol))
		return refuse(error, path, "is no plugin: its '%s' is not an object", name);
	ret_object->offset = symbol.st_value;
	ret_object->size = symbol.st_size;
	return 0;
}
