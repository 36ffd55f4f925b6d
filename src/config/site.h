/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_SITE_H
#define CONFIG_SITE_H

/* The site files: reeve.conf of the system and of the user. */

#include "config/reader.h"

/* Opens those that exist, as further levels of the reader. */
void site_open(struct reader *reader);

#endif
