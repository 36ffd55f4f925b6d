check_PROGRAMS += tests/unit/test-reaper
TESTS += tests/unit/test-reaper
tests_unit_test_reaper_SOURCES = tests/unit/test-reaper.c
tests_unit_test_reaper_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_reaper_LDADD = src/guardian/libguardian.la src/process/libprocess.la src/storage/libstorage.la \
	src/base/libbase.la $(CHECK_LIBS)
