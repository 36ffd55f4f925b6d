/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_OUTLINE_H
#define CONFIG_OUTLINE_H

/* What it takes to speak to the command of a template, or to its several commands: name, places,
 * grammar and bindings, everything expanded, without what they run. */

struct buffer;
struct template;

/* Appends it; buffer->failed tells of too little memory. */
void outline_write(const struct template *template, struct buffer *buffer);
/* A template without programs; NULL: that is no outline, or there is no memory. The caller frees.
 */
struct template *outline_read(const struct buffer *text);

#endif
