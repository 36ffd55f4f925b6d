/* SPDX-License-Identifier: MIT */
#ifndef MASTER_FAILURE_H
#define MASTER_FAILURE_H

/* Why the last reload has failed, as `template.failed` in the run directory: the token of its text
 * and a sentence, each a line. A master that comes after tells it to who asks for that reload
 * again, or for nothing but what is in force. */

#include <stdbool.h>
#include <stddef.h>

/* Where there is no room for it, it is in the log alone. */
void failure_note(const char *token, const char *text);
/* False: it was not that one, or it has not failed. token NULL: none. */
bool failure_tell(const char *token, char *ret_text, size_t size);
void failure_forget(void);

#endif
