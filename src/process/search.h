/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_SEARCH_H
#define PROCESS_SEARCH_H

/* The paths to try for program, as execvp would with PATH of envp: ended by NULL, the caller frees
 * with one free(). NULL: no memory. */
char **search_paths(const char *program, char *const *envp);

#endif
