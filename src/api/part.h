/* SPDX-License-Identifier: MIT */
#ifndef API_PART_H
#define API_PART_H

/* One command's part in an action that goes over all commands of a context. */

#include "client/client.h"

struct reeve_context;
struct template;

struct part {
	struct template *template;
	struct client_target target;
	struct client_start start; /* only where the action starts something */
	char *resolved;
	const char **programs;
	const char *program; /* of an upgrade; NULL: the one that is found */
	struct client_result result;
};

/* Starts a program that is tried by itself: a command that its template does not know. Returns an
 * exit code, with reeve_fail() called. */
int part_try(struct reeve_context *context);

/* The template is to live as long. */
void part_init(struct part *part, struct template *template);
/* All that a start needs. Returns 0 or -ENOMEM. */
int part_prepare(struct part *part, bool background);
/* Mode of the socket by which workers say how they are; 0: none is needed. */
unsigned part_notify_mode(const struct template *template);
/* The longest that a reload can take which ends all of one and starts all of the other. */
uint64_t part_reload_timeout_ns(const struct template *before, const struct template *after);
void part_done(struct part *part);
/* How long the user wants to wait (-timeout); FOREVER where nothing is said. Returns 0, or what
 * reeve_fail() returned. */
#define PART_FOREVER_NS (UINT64_C(1) << 62) /* can be added to any clock */
int part_patience_ns(struct reeve_context *context, uint64_t *ret_ns);
/* How long its programs may take, as the template says. */
uint64_t part_timeout_ns(const struct part *part, bool stops, bool starts);
/* The same where each worker waits for the one before. */
uint64_t part_roll_timeout_ns(const struct part *part);

/* Each sets the result. In the foreground a start does not return on success. */
void part_start(struct part *part);
void part_stop(struct part *part);
void part_restart(struct part *part);
void part_wakeup(struct part *part);
void part_upgrade(struct part *part);

#endif
