/* SPDX-License-Identifier: MIT */
#ifndef WORKER_PARAMETERS_H
#define WORKER_PARAMETERS_H

/* What the master hands to a worker: a sealed memory file with one JSON object. */

#include <jansson.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

struct parameters {
	json_t *document;
	const char *program, *plugin, *title_prefix;
	const char *place; /* of the program in the template, "queue.cfg:7"; NULL: nowhere */
	const char *host;  /* path of the program that holds the work; NULL: reeve-worker */
	const char *init, *run, *fini; /* names of the host's functions; run NULL: a plugin */
	char **plugin_path;	       /* ended by NULL */
	uid_t owner;		       /* of the template */
	uint64_t execute_times, execute_usleep, limit_ns, limit_jitter_ns;
	json_t *config;
};

/* Reads from the beginning; fd stays the caller's. Returns 0, or -1 with error filled. */
int parameters_read(int fd, struct parameters *ret_parameters, struct reeve_error *error);
void parameters_done(struct parameters *parameters);
/* A value of the config group; a dotted key reaches into groups. NULL: there is none. */
const json_t *parameters_config(const struct parameters *parameters, const char *key);

#endif
