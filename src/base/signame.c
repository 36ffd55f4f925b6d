/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/signame.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

#define NAME(signal) [SIG##signal] = #signal

/* Where two names mean one signal, the one that POSIX has. */
static const char *const names[] = {
	NAME(HUP),
	NAME(INT),
	NAME(QUIT),
	NAME(ILL),
	NAME(TRAP),
	NAME(ABRT),
	NAME(BUS),
	NAME(FPE),
	NAME(KILL),
	NAME(USR1),
	NAME(SEGV),
	NAME(USR2),
	NAME(PIPE),
	NAME(ALRM),
	NAME(TERM),
	NAME(CHLD),
	NAME(CONT),
	NAME(STOP),
	NAME(TSTP),
	NAME(TTIN),
	NAME(TTOU),
	NAME(URG),
	NAME(XCPU),
	NAME(XFSZ),
	NAME(VTALRM),
	NAME(PROF),
	NAME(WINCH),
	NAME(POLL),
	NAME(PWR),
	NAME(SYS),
#ifdef SIGSTKFLT
	NAME(STKFLT),
#endif
#ifdef SIGEMT
	NAME(EMT),
#endif
};

const char *signame_of(int signal)
{
	return signal >= 0 && (size_t)signal < sizeof names / sizeof names[0] ? names[signal]
									      : NULL;
}

int signame_parse(const char *text, int *ret_signal)
{
	uint64_t number;

	if (text_to_u64(text, &number) == 0) {
		*ret_signal = number <= INT_MAX ? (int)number : 0;
		return *ret_signal >= 1 && *ret_signal <= SIGRTMAX ? 0 : -EINVAL;
	}
	if (strncmp(text, "SIG", 3) == 0)
		text += 3;
	for (int signal = 1; signal < SIGRTMIN; signal++) {
		const char *name = signame_of(signal);

		if (name && strcmp(name, text) == 0) {
			*ret_signal = signal;
			return 0;
		}
	}
	if (strncmp(text, "RTMIN", 5) != 0)
		return -EINVAL;
	number = 0;
	if (text[5] && (text[5] != '+' || text_to_u64(text + 6, &number) < 0))
		return -EINVAL;
	if (number > (uint64_t)(SIGRTMAX - SIGRTMIN))
		return -EINVAL;
	*ret_signal = SIGRTMIN + (int)number;
	return 0;
}
