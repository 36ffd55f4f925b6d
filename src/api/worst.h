/* SPDX-License-Identifier: MIT */
#ifndef API_WORST_H
#define API_WORST_H

/* The exit code of several commands together: the worst. From good to bad: 0 done or running, 3 and
 * 7 not running, 153 partly, 150 it goes on, 151 nobody answers, 1 failed or dead, 4 no permission
 * or unknown, then all others, and 152, refused for safety. */
int worst_code(int a, int b);

#endif
