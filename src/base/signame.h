/* SPDX-License-Identifier: MIT */
#ifndef BASE_SIGNAME_H
#define BASE_SIGNAME_H

/* "TERM" for SIGTERM; NULL for a real-time signal and for what is none. The C libraries agree on
 * the constants, not on a function for their names. */
const char *signame_of(int signal);

/* Number of a signal by name ("TERM", "SIGTERM", "RTMIN+1") or by number. Returns 0, or -EINVAL with
 * *ret_signal undefined. */
int signame_parse(const char *text, int *ret_signal);

#endif
