/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_SUPERVISION_H
#define CONFIG_SUPERVISION_H

/* What a template says about supervision, in the words of the pure core. */

#include "config/template.h"
#include "supervisor/supervisor.h"

/* The policy of a program's workers. */
struct child_policy supervision_policy(const struct program *program);

#endif
