check_PROGRAMS += tests/unit/test-process tests/unit/test-spawn
TESTS += tests/unit/test-process tests/unit/test-spawn
tests_unit_test_process_SOURCES = tests/unit/test-process.c tests/unit/shell.c tests/unit/shell.h
tests_unit_test_process_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_process_LDADD = src/process/libprocess.la src/base/libbase.la $(CHECK_LIBS)
tests_unit_test_spawn_SOURCES = tests/unit/test-spawn.c tests/unit/shell.c tests/unit/shell.h
tests_unit_test_spawn_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_spawn_LDADD = src/process/libprocess.la src/base/libbase.la $(CHECK_LIBS)
