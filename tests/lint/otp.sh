#!/bin/sh
# SPDX-License-Identifier: MIT
# Each case of OTP's supervisor suite is a test of its name, or stands in doc/otp.md with the reason why not.
cd "${top_srcdir:-$(dirname "$0")/../..}" || exit 99
page=doc/otp.md
failed=0 tests=0 listed=0

fail()
{
	echo "FAIL: $*"
	failed=1
}

cases='
sup_start_normal sup_start_ignore_init sup_start_ignore_child sup_start_ignore_temporary_child
sup_start_ignore_temporary_child_start_child sup_start_ignore_temporary_child_start_child_simple
sup_start_ignore_permanent_child_start_child_simple sup_start_error_return sup_start_fail
sup_start_child_returns_error sup_start_restart_child_returns_error sup_start_child_returns_error_simple
sup_start_map sup_start_map_simple sup_start_map_faulty_specs
sup_stop_infinity sup_stop_timeout sup_stop_timeout_dynamic sup_stop_brutal_kill sup_stop_brutal_kill_dynamic
sup_stop_race sup_stop_non_shutdown_exit_dynamic sup_stop_manual sup_stop_manual_timeout
child_adm child_adm_simple extra_return child_specs child_specs_map sup_flags multiple_restarts auto_hibernate
one_for_one one_for_one_escalation one_for_all one_for_all_escalation one_for_all_other_child_fails_restart
simple_one_for_one simple_one_for_one_shutdown simple_one_for_one_extra simple_one_for_one_escalation
simple_one_for_one_corruption simple_one_for_one_restart_ignore
rest_for_one rest_for_one_escalation rest_for_one_other_child_fails_restart
external_start_no_progress_log permanent_normal transient_normal temporary_normal
permanent_shutdown transient_shutdown temporary_shutdown faulty_application_shutdown
permanent_abnormal transient_abnormal temporary_abnormal child_unlink tree
nonsignificant_temporary nonsignificant_transient significant_temporary significant_transient
significant_simple significant_bystander significant_escalation
significant_upgrade_never_any significant_upgrade_any_never significant_upgrade_never_all
significant_upgrade_all_never significant_upgrade_any_all significant_upgrade_all_any significant_upgrade_child
count_children count_children_supervisor count_restarting_children get_callback_module
do_not_save_start_parameters_for_temporary_children do_not_save_child_specs_for_temporary_children
simple_one_for_one_scale_many_temporary_children temporary_bystander simple_global_supervisor
hanging_restart_loop hanging_restart_loop_rest_for_one hanging_restart_loop_simple
code_change code_change_map code_change_simple code_change_simple_map
order_of_children scale_start_stop_many_children scale_mass_exit_children format_log_1 format_log_2
already_started_outside_supervisor which_children which_children_simple_one_for_one
'
[ "$(echo $cases | wc -w)" = 97 ] || fail "there are $(echo $cases | wc -w) names here, not 97"

# What no test of the suite is called is no name of a case.
is_case()
{
	echo " $(echo $cases) " | grep -q -F " $1 "
}

# The names in the last table, each with a reason.
without=$(sed -n '/^## Cases without a test/,$s/^| \([a-z_0-9]*\) | ..*|$/\1/p' $page | sed '/^case$/d')
for name in $without; do
	is_case "$name" || fail "$page: OTP has no case '$name'"
done
for name in $(sed -n 's/^START_TEST(\([a-z_0-9]*\))$/\1/p' tests/sim/otp-*.c); do
	is_case "$name" || fail "tests/sim: OTP has no case '$name'"
done
for name in $cases; do
	has=no
	grep -q "^START_TEST($name)\$" tests/sim/otp-*.c && has=yes tests=$((tests + 1))
	if echo " $(echo $without) " | grep -q -F " $name "; then
		listed=$((listed + 1))
		[ $has = no ] || fail "'$name' is a test, and $page says why it is none"
	elif [ $has = no ]; then
		fail "'$name' is neither a test in tests/sim/otp-*.c nor a case without one in $page"
	fi
done

[ $failed = 0 ] && echo "$tests cases are tests, $listed have none and a reason"
exit $failed
