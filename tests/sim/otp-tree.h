/* SPDX-License-Identifier: MIT */
#ifndef TESTS_OTP_TREE_H
#define TESTS_OTP_TREE_H

/* Trees as otp-rig.h writes them, read into its tables. What cannot be read fails the test. */

#include "otp-rig.h"

void otp_read_tree(struct otp *otp, const char *text);
void otp_read_member(const char *text, struct child_policy *policy, char name[OTP_NAME]);

#endif
