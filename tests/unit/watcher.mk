check_PROGRAMS += tests/unit/test-pace
TESTS += tests/unit/test-pace
tests_unit_test_pace_SOURCES = tests/unit/test-pace.c
tests_unit_test_pace_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_pace_LDADD = src/watcher/libwatcher.la $(CHECK_LIBS)
