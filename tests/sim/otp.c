/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "otp-cases.h"

const char *const otp_strategies[OTP_STRATEGIES] = {
	"one_for_one", "one_for_all", "rest_for_one", "simple_one_for_one"};
const char *const otp_restarts[3] = {"permanent", "transient", "temporary"};

int main(void)
{
	Suite *suite = suite_create("otp");
	SRunner *runner;
	int failed;

	otp_start_cases(suite);
	otp_stop_cases(suite);
	otp_adm_cases(suite);
	otp_restart_cases(suite);
	otp_pool_cases(suite);
	otp_termination_cases(suite);
	otp_nested_cases(suite);
	otp_significant_cases(suite);
	otp_upgrade_cases(suite);
	otp_hanging_cases(suite);
	otp_counts_cases(suite);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
