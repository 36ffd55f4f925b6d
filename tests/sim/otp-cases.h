/* SPDX-License-Identifier: MIT */
#ifndef TESTS_OTP_CASES_H
#define TESTS_OTP_CASES_H

/* The cases of OTP's supervisor suite that mean something for processes, each under its name there;
 * doc/otp.md lists the others, and tests/lint/otp.sh sees to it that none is missing. */

#include "otp-rig.h"

#define OTP_STRATEGIES 4

extern const char *const otp_strategies[OTP_STRATEGIES]; /* simple_one_for_one is the last */
extern const char *const otp_restarts[3];

void otp_start_cases(Suite *suite);
void otp_stop_cases(Suite *suite);
void otp_adm_cases(Suite *suite);
void otp_restart_cases(Suite *suite);
void otp_pool_cases(Suite *suite);
void otp_termination_cases(Suite *suite);
void otp_nested_cases(Suite *suite);
void otp_significant_cases(Suite *suite);
void otp_upgrade_cases(Suite *suite);
void otp_hanging_cases(Suite *suite);
void otp_counts_cases(Suite *suite);

#endif
