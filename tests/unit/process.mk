check_PROGRAMS += tests/unit/test-process
TESTS += tests/unit/test-process
tests_unit_test_process_SOURCES = tests/unit/test-process.c
tests_unit_test_process_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_process_LDADD = src/process/libprocess.la src/base/libbase.la $(CHECK_LIBS)
