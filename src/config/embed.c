/* SPDX-License-Identifier: MIT */
#include "config/embed.h"

#include <stddef.h>
#include <string.h>

#include "config/template.h"

static struct embed embedded;

void template_embed(const char *path, const char *name, const char *text)
{
	embedded = (struct embed){path, name, text};
}

const struct embed *embed_find(const char *path)
{
	return embedded.path && strcmp(embedded.path, path) == 0 ? &embedded : NULL;
}
