# Plugins that are wrong in one point each, and a few good ones. FILE.c makes FILE.so.
FIXTURE_CPPFLAGS = -DREEVE_TEST_PLUGINS='"$(abs_top_builddir)/tests/plugins/.libs"'
FIXTURE_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere

check_LTLIBRARIES += tests/plugins/liblender.la \
	tests/plugins/abi-major.la \
	tests/plugins/bad-magic.la \
	tests/plugins/borrower.la \
	tests/plugins/ctor-crashes.la \
	tests/plugins/ctor-exits.la \
	tests/plugins/ctor-speaks.la \
	tests/plugins/function-symbol.la \
	tests/plugins/good-action.la \
	tests/plugins/good-option.la \
	tests/plugins/good-work.la \
	tests/plugins/kind-store.la \
	tests/plugins/kind-unknown.la \
	tests/plugins/name-invalid.la \
	tests/plugins/name-missing.la \
	tests/plugins/name-other.la \
	tests/plugins/newer-minor.la \
	tests/plugins/no-apply.la \
	tests/plugins/no-run.la \
	tests/plugins/no-symbol.la \
	tests/plugins/no-work-run.la \
	tests/plugins/option-actions.la \
	tests/plugins/option-metavar.la \
	tests/plugins/size-head-only.la \
	tests/plugins/size-too-big.la \
	tests/plugins/size-zero.la \
	tests/plugins/summary-control.la \
	tests/plugins/summary-empty.la \
	tests/plugins/summary-lines.la \
	tests/plugins/summary-missing.la \
	tests/plugins/tiny-symbol.la \
	tests/plugins/twin-one.la \
	tests/plugins/twin-two.la \
	tests/plugins/undefined-symbol.la \
	tests/plugins/unruly-action.la \
	tests/plugins/unruly-loading.la \
	tests/plugins/unruly-option.la \
	tests/plugins/unruly-work.la

tests_plugins_abi_major_la_SOURCES = tests/plugins/abi-major.c
tests_plugins_abi_major_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_bad_magic_la_SOURCES = tests/plugins/bad-magic.c
tests_plugins_bad_magic_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_borrower_la_SOURCES = tests/plugins/borrower.c
tests_plugins_borrower_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_borrower_la_LIBADD = tests/plugins/liblender.la
tests_plugins_ctor_crashes_la_SOURCES = tests/plugins/ctor-crashes.c
tests_plugins_ctor_crashes_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_ctor_exits_la_SOURCES = tests/plugins/ctor-exits.c
tests_plugins_ctor_exits_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_ctor_speaks_la_SOURCES = tests/plugins/ctor-speaks.c
tests_plugins_ctor_speaks_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_function_symbol_la_SOURCES = tests/plugins/function-symbol.c
tests_plugins_function_symbol_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_good_action_la_SOURCES = tests/plugins/good-action.c
tests_plugins_good_action_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_good_option_la_SOURCES = tests/plugins/good-option.c
tests_plugins_good_option_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_good_work_la_SOURCES = tests/plugins/good-work.c
tests_plugins_good_work_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_kind_store_la_SOURCES = tests/plugins/kind-store.c
tests_plugins_kind_store_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_kind_unknown_la_SOURCES = tests/plugins/kind-unknown.c
tests_plugins_kind_unknown_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_name_invalid_la_SOURCES = tests/plugins/name-invalid.c
tests_plugins_name_invalid_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_name_missing_la_SOURCES = tests/plugins/name-missing.c
tests_plugins_name_missing_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_name_other_la_SOURCES = tests/plugins/name-other.c
tests_plugins_name_other_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_newer_minor_la_SOURCES = tests/plugins/newer-minor.c
tests_plugins_newer_minor_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_no_apply_la_SOURCES = tests/plugins/no-apply.c
tests_plugins_no_apply_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_no_run_la_SOURCES = tests/plugins/no-run.c
tests_plugins_no_run_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_no_symbol_la_SOURCES = tests/plugins/no-symbol.c
tests_plugins_no_symbol_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_no_work_run_la_SOURCES = tests/plugins/no-work-run.c
tests_plugins_no_work_run_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_option_actions_la_SOURCES = tests/plugins/option-actions.c
tests_plugins_option_actions_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_option_metavar_la_SOURCES = tests/plugins/option-metavar.c
tests_plugins_option_metavar_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_size_head_only_la_SOURCES = tests/plugins/size-head-only.c
tests_plugins_size_head_only_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_size_too_big_la_SOURCES = tests/plugins/size-too-big.c
tests_plugins_size_too_big_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_size_zero_la_SOURCES = tests/plugins/size-zero.c
tests_plugins_size_zero_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_summary_control_la_SOURCES = tests/plugins/summary-control.c
tests_plugins_summary_control_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_summary_empty_la_SOURCES = tests/plugins/summary-empty.c
tests_plugins_summary_empty_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_summary_lines_la_SOURCES = tests/plugins/summary-lines.c
tests_plugins_summary_lines_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_summary_missing_la_SOURCES = tests/plugins/summary-missing.c
tests_plugins_summary_missing_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_tiny_symbol_la_SOURCES = tests/plugins/tiny-symbol.c
tests_plugins_tiny_symbol_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_twin_one_la_SOURCES = tests/plugins/twin-one.c
tests_plugins_twin_one_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_twin_two_la_SOURCES = tests/plugins/twin-two.c
tests_plugins_twin_two_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_undefined_symbol_la_SOURCES = tests/plugins/undefined-symbol.c
tests_plugins_undefined_symbol_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_unruly_action_la_SOURCES = tests/plugins/unruly-action.c tests/plugins/unruly.h
tests_plugins_unruly_action_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_unruly_action_la_LIBADD = $(PLUGIN_LIBADD)
tests_plugins_unruly_loading_la_SOURCES = tests/plugins/unruly-loading.c tests/plugins/unruly.h
tests_plugins_unruly_loading_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_unruly_option_la_SOURCES = tests/plugins/unruly-option.c tests/plugins/unruly.h
tests_plugins_unruly_option_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_unruly_work_la_SOURCES = tests/plugins/unruly-work.c tests/plugins/unruly.h
tests_plugins_unruly_work_la_LDFLAGS = $(FIXTURE_LDFLAGS)
tests_plugins_unruly_work_la_LIBADD = $(PLUGIN_LIBADD)

# A library, not a module: borrower.so needs it. The tests copy borrower.so elsewhere.
tests_plugins_liblender_la_SOURCES = tests/plugins/lender.c
tests_plugins_liblender_la_LDFLAGS = $(AM_LDFLAGS) -avoid-version -shared -rpath /nowhere

EXTRA_DIST += tests/plugins/exports.sh tests/plugins/compile.sh
TESTS += tests/plugins/exports.sh tests/plugins/compile.sh
