# status: what is found out, and what is said. The public functions are tested from inside, with a
# made-up command, so their sources are linked in: libreeve exports no more than it promises.
check_LTLIBRARIES += tests/unit/libstatusfixture.la
tests_unit_libstatusfixture_la_SOURCES = tests/unit/status-fixture.c tests/unit/status-fixture.h \
	src/api/in_force.c src/api/paper.c src/api/status/status.c src/api/status/json.c src/api/status/print.c src/api/status/process.c \
	src/api/status/tree.c src/api/table.c src/api/status/verdict.c src/api/status/verdict_tree.c src/api/worst.c
tests_unit_libstatusfixture_la_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
STATUS_TEST_LIBS = tests/unit/libstatusfixture.la src/client/libclient.la \
	src/command/libcommand.la src/config/libconfig_layer.la src/storage/libstorage.la \
	src/process/libprocess.la src/supervisor/libsupervisor.la src/base/libbase.la \
	$(JANSSON_LIBS) $(LIBCONFIG_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/unit/test-table tests/unit/test-verdict
TESTS += tests/unit/test-table tests/unit/test-verdict
tests_unit_test_table_SOURCES = tests/unit/test-table.c
tests_unit_test_table_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_table_LDADD = $(STATUS_TEST_LIBS)
tests_unit_test_verdict_SOURCES = tests/unit/test-verdict.c
tests_unit_test_verdict_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_verdict_LDADD = $(STATUS_TEST_LIBS)

check_PROGRAMS += tests/unit/test-status tests/unit/test-status-print tests/unit/test-status-several
TESTS += tests/unit/test-status tests/unit/test-status-print tests/unit/test-status-several
tests_unit_test_status_several_SOURCES = tests/unit/test-status-several.c
tests_unit_test_status_several_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_test_status_several_LDADD = $(STATUS_TEST_LIBS)
tests_unit_test_status_SOURCES = tests/unit/test-status.c
tests_unit_test_status_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_status_LDADD = $(STATUS_TEST_LIBS)
tests_unit_test_status_print_SOURCES = tests/unit/test-status-print.c
tests_unit_test_status_print_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_test_status_print_LDADD = $(STATUS_TEST_LIBS)
check_PROGRAMS += tests/unit/test-status-tree
TESTS += tests/unit/test-status-tree
tests_unit_test_status_tree_SOURCES = tests/unit/test-status-tree.c
tests_unit_test_status_tree_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_test_status_tree_LDADD = $(STATUS_TEST_LIBS)
