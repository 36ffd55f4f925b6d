# command: its pure parts with only base below them; dispatch with template and plugins made up.
check_PROGRAMS += tests/unit/test-grammar tests/unit/test-match tests/unit/test-help \
	tests/unit/test-context tests/unit/test-dispatch tests/unit/test-complete tests/unit/test-mdoc
TESTS += tests/unit/test-grammar tests/unit/test-match tests/unit/test-help \
	tests/unit/test-context tests/unit/test-dispatch tests/unit/test-complete tests/unit/test-mdoc
tests_unit_test_grammar_SOURCES = tests/unit/test-grammar.c
tests_unit_test_grammar_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_grammar_LDADD = src/command/libcommand.la src/base/libbase.la $(CHECK_LIBS)
tests_unit_test_match_SOURCES = tests/unit/test-match.c
tests_unit_test_match_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_match_LDADD = src/command/libcommand.la src/base/libbase.la $(CHECK_LIBS)
tests_unit_test_help_SOURCES = tests/unit/test-help.c
tests_unit_test_help_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_help_LDADD = src/command/libcommand.la src/base/libbase.la $(CHECK_LIBS)
tests_unit_test_context_SOURCES = tests/unit/test-context.c
tests_unit_test_context_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_test_context_LDADD = src/command/libcommand.la src/base/libbase.la $(JANSSON_LIBS) \
	$(CHECK_LIBS)
tests_unit_test_dispatch_SOURCES = tests/unit/test-dispatch.c
tests_unit_test_dispatch_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_dispatch_LDADD = src/command/libcommand.la src/plugin/libplugin.la src/base/libbase.la $(JANSSON_LIBS) \
	$(CHECK_LIBS)
tests_unit_test_complete_SOURCES = tests/unit/test-complete.c
tests_unit_test_complete_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_complete_LDADD = src/command/libcommand.la src/base/libbase.la $(CHECK_LIBS)
tests_unit_test_mdoc_SOURCES = tests/unit/test-mdoc.c
tests_unit_test_mdoc_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_mdoc_LDADD = src/command/libcommand.la src/base/libbase.la $(CHECK_LIBS)
