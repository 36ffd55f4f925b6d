/* SPDX-License-Identifier: MIT */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

/* Where a socket listens, as people write it: "127.0.0.1:8080", "[::1]:8080", "/run/x.sock", and
 * "@name" of the abstract ones, which lie in no directory. Numbers only: nobody is asked for a
 * name. */

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

struct address {
	struct sockaddr_storage place; /* what is not part of it is zero */
	socklen_t length;
};

#define ADDRESS_PATH_MAX 107 /* bytes that the kernel takes of a path, or of a name behind '@' */
#define ADDRESS_TEXT_MAX 120

/* Returns 0, or -1 with why filled: it reads as what follows the key, "must be ...". */
int address_parse(const char *text, struct address *ret_address, char *why, size_t size);
/* The same text again; an abstract name may hold any byte, and is shown as sentences show it.
 * Returns text. */
const char *address_print(const struct address *address, char *text, size_t size);
bool address_equal(const struct address *one, const struct address *other);
/* The path of one that lies in a directory, else NULL. */
const char *address_path(const struct address *address);
bool address_is_unix(const struct address *address);
/* 0 of one that has none. */
unsigned address_port(const struct address *address);

/* What is opened at the start and handed to workers. */
struct listener {
	char *name;
	struct address address;
	int type; /* SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET */
	unsigned backlog;
	mode_t mode; /* of a path */
	uid_t uid;   /* of a path; (uid_t)-1, (gid_t)-1: whose it comes to be by itself */
	gid_t gid;
};

#define LISTENERS_MAX 64	   /* of a command */
#define LISTENERS_OF_PROGRAM_MAX 8 /* of a program */

#endif
