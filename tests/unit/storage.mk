# tests of the storage layer: link it and base.
storage_tests = \
	tests/unit/test-control \
	tests/unit/test-counters \
	tests/unit/test-deaths \
	tests/unit/test-decisions \
	tests/unit/test-kept \
	tests/unit/test-lock \
	tests/unit/test-pidfile \
	tests/unit/test-rundir \
	tests/unit/test-rundir-users \
	tests/unit/test-runfile \
	tests/unit/test-scoreboard \
	tests/unit/test-scoreboard-corrupt
check_PROGRAMS += $(storage_tests)
TESTS += $(storage_tests)
storage_tests_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
storage_tests_ldadd = src/storage/libstorage.la src/base/libbase.la $(CHECK_LIBS)

tests_unit_test_control_SOURCES = tests/unit/test-control.c tests/unit/scratch.h
tests_unit_test_control_CFLAGS = $(storage_tests_cflags)
tests_unit_test_control_LDADD = $(storage_tests_ldadd)

tests_unit_test_counters_SOURCES = tests/unit/test-counters.c tests/unit/scratch.h
tests_unit_test_counters_CFLAGS = $(storage_tests_cflags)
tests_unit_test_counters_LDADD = $(storage_tests_ldadd)

tests_unit_test_deaths_SOURCES = tests/unit/test-deaths.c tests/unit/scratch.h
tests_unit_test_deaths_CFLAGS = $(storage_tests_cflags)
tests_unit_test_deaths_LDADD = $(storage_tests_ldadd)

tests_unit_test_decisions_SOURCES = tests/unit/test-decisions.c tests/unit/scratch.h
tests_unit_test_decisions_CFLAGS = $(storage_tests_cflags)
tests_unit_test_decisions_LDADD = $(storage_tests_ldadd)

tests_unit_test_kept_SOURCES = tests/unit/test-kept.c tests/unit/scratch.h
tests_unit_test_kept_CFLAGS = $(storage_tests_cflags)
tests_unit_test_kept_LDADD = $(storage_tests_ldadd)

tests_unit_test_lock_SOURCES = tests/unit/test-lock.c tests/unit/scratch.h
tests_unit_test_lock_CFLAGS = $(storage_tests_cflags)
tests_unit_test_lock_LDADD = $(storage_tests_ldadd)

tests_unit_test_pidfile_SOURCES = tests/unit/test-pidfile.c tests/unit/scratch.h
tests_unit_test_pidfile_CFLAGS = $(storage_tests_cflags)
tests_unit_test_pidfile_LDADD = $(storage_tests_ldadd)

tests_unit_test_rundir_SOURCES = tests/unit/test-rundir.c tests/unit/scratch.h \
	tests/unit/usual-rundir.h
tests_unit_test_rundir_CFLAGS = $(storage_tests_cflags)
tests_unit_test_rundir_LDADD = $(storage_tests_ldadd)

tests_unit_test_rundir_users_SOURCES = tests/unit/test-rundir-users.c tests/unit/scratch.h \
	tests/unit/usual-rundir.h
tests_unit_test_rundir_users_CFLAGS = $(storage_tests_cflags)
tests_unit_test_rundir_users_LDADD = $(storage_tests_ldadd)

tests_unit_test_runfile_SOURCES = tests/unit/test-runfile.c tests/unit/scratch.h
tests_unit_test_runfile_CFLAGS = $(storage_tests_cflags)
tests_unit_test_runfile_LDADD = $(storage_tests_ldadd)

tests_unit_test_scoreboard_SOURCES = tests/unit/test-scoreboard.c tests/unit/scratch.h \
	tests/unit/usual-scoreboard.h
tests_unit_test_scoreboard_CFLAGS = $(storage_tests_cflags)
tests_unit_test_scoreboard_LDADD = $(storage_tests_ldadd)

tests_unit_test_scoreboard_corrupt_SOURCES = tests/unit/test-scoreboard-corrupt.c tests/unit/scratch.h \
	tests/unit/usual-scoreboard.h
tests_unit_test_scoreboard_corrupt_CFLAGS = $(storage_tests_cflags)
tests_unit_test_scoreboard_corrupt_LDADD = $(storage_tests_ldadd)
