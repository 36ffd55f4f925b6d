/* SPDX-License-Identifier: MIT */
#ifndef MASTER_CANDIDATE_H
#define MASTER_CANDIDATE_H

/* A program is asked, before it is executed as guardian and master of what runs, whether it can go
 * on with that: executed in the role "candidate", with the run directory and the directory of the
 * scoreboard at their numbers, and HANDOVER_SPOKEN in its environment. It changes nothing and says
 * one line: who it is, and with another exit code than 0 why it cannot. */

#define CANDIDATE_NAME "reeve-master " /* then its version */

/* Returns the exit code. */
int candidate_main(void);

#endif
