/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/holder.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "process/proc.h"

#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

#define LISTENS 0x0a	 /* TCP_LISTEN, as /proc/net/tcp has it */
#define ACCEPTS 0x10000u /* __SO_ACCEPTCON, as /proc/net/unix has it */

/* The number of a socket among the descriptors of a process, as its link says: "socket:[123]". */
static bool is_socket(int directory, const char *name, unsigned long *ret_inode)
{
	char link[64];
	ssize_t length = readlinkat(directory, name, link, sizeof link - 1);

	if (length < 0)
		return false;
	link[length] = '\0';
	return sscanf(link, "socket:[%lu]", ret_inode) == 1;
}

static bool is_wanted(int fd, const struct listener *listener)
{
	struct address address = {.length = sizeof address.place};
	int type = 0, listens = 0;
	socklen_t size = sizeof type;

	if (getsockname(fd, (struct sockaddr *)&address.place, &address.length) < 0 ||
		getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0)
		return false;
	size = sizeof listens;
	if (listener->type != SOCK_DGRAM &&
		(getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) < 0 || !listens))
		return false;
	return type == listener->type && address_equal(&address, &listener->address);
}

static int open_descriptors(pid_t pid, DIR **ret_directory)
{
	char path[32];

	snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
	*ret_directory = opendir(path);
	return *ret_directory ? 0 : -errno;
}

int holder_take(int pidfd, pid_t pid, const struct listener *listener)
{
	DIR *directory;
	int result = open_descriptors(pid, &directory), fd;
	struct dirent *entry;
	unsigned long inode;

	if (result < 0)
		return result;
	result = -ENOENT;
	while ((entry = readdir(directory))) {
		if (!is_socket(dirfd(directory), entry->d_name, &inode))
			continue;
		fd = (int)syscall(SYS_pidfd_getfd, pidfd, atoi(entry->d_name), 0);
		if (fd < 0 && errno != EBADF)
			result = -errno;
		if (fd >= 0 && is_wanted(fd, listener)) {
			result = fd;
			break;
		}
		if (fd >= 0)
			close(fd);
	}
	closedir(directory);
	return result;
}

/* The address as /proc/net writes it: words of the memory in hexadecimal. */
static void print_words(const struct address *address, char *text)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address->place;
	const struct sockaddr_in *four = (const struct sockaddr_in *)&address->place;
	uint32_t words[4] = {four->sin_addr.s_addr};
	size_t count = 1;

	if (address->place.ss_family == AF_INET6) {
		memcpy(words, &six->sin6_addr, sizeof words);
		count = 4;
	}
	for (size_t i = 0; i < count; i++)
		snprintf(text + 8 * i, 9, "%08X", (unsigned)words[i]);
}

static bool is_zero(const char *words)
{
	return strspn(words, "0") == strlen(words);
}

/* "  0: 0100007F:1F90 00000000:0000 0A ..." */
static unsigned long match_inet(const char *line, const struct listener *listener)
{
	unsigned port, state;
	unsigned long inode;
	char words[33], own[33];

	if (sscanf(line, " %*d: %32[0-9A-F]:%x %*32[0-9A-F]:%*x %x %*s %*s %*s %*s %*s %lu", words,
		    &port, &state, &inode) != 4)
		return 0;
	if (port != address_port(&listener->address) ||
		(listener->type == SOCK_STREAM && state != LISTENS))
		return 0;
	print_words(&listener->address, own);
	return strcmp(words, own) == 0 || is_zero(words) || is_zero(own) ? inode : 0;
}

/* "ffff8880: 00000002 00000000 00010000 0001 01 12345 /run/x.sock" */
static unsigned long match_unix(const char *line, const struct listener *listener)
{
	char text[ADDRESS_TEXT_MAX], path[ADDRESS_TEXT_MAX];
	unsigned long inode;
	unsigned flags;

	if (sscanf(line, "%*s %*s %*s %x %*s %*s %lu %119[^\n]", &flags, &inode, path) != 3)
		return 0;
	/* Connections have the address too. */
	if (listener->type != SOCK_DGRAM && !(flags & ACCEPTS))
		return 0;
	return strcmp(path, address_print(&listener->address, text, sizeof text)) == 0 ? inode : 0;
}

static unsigned long find_inode(const char *file, const struct listener *listener)
{
	FILE *stream = fopen(file, "re");
	unsigned long inode = 0;
	char line[512];

	while (stream && !inode && fgets(line, sizeof line, stream))
		inode = address_is_unix(&listener->address) ? match_unix(line, listener)
							    : match_inet(line, listener);
	if (stream)
		fclose(stream);
	return inode;
}

struct search {
	unsigned long inode;
	pid_t pid;
};

static int look_into(const struct proc_stat *stat, void *data)
{
	struct search *search = data;
	struct dirent *entry;
	unsigned long inode;
	DIR *directory;

	if (open_descriptors(stat->pid, &directory) < 0)
		return 0;
	while (!search->pid && (entry = readdir(directory)))
		if (is_socket(dirfd(directory), entry->d_name, &inode) && inode == search->inode)
			search->pid = stat->pid;
	closedir(directory);
	return search->pid != 0;
}

pid_t holder_find(const struct listener *listener)
{
	bool datagrams = listener->type == SOCK_DGRAM;
	struct search search = {0};

	if (address_is_unix(&listener->address)) {
		search.inode = find_inode("/proc/net/unix", listener);
	} else {
		if (listener->address.place.ss_family == AF_INET)
			search.inode =
				find_inode(datagrams ? "/proc/net/udp" : "/proc/net/tcp", listener);
		/* One of IPv6 may be in the way of IPv4 too. */
		if (!search.inode)
			search.inode = find_inode(
				datagrams ? "/proc/net/udp6" : "/proc/net/tcp6", listener);
	}
	if (search.inode)
		proc_each(look_into, &search);
	return search.pid;
}
