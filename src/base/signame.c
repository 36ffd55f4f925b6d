/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/signame.h"

#include <signal.h>
#include <stddef.h>

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
