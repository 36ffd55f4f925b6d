# The spool work plugin with a worker made up by the test.
if HAVE_ZLIB
check_PROGRAMS += tests/unit/test-spool
TESTS += tests/unit/test-spool
tests_unit_test_spool_SOURCES = tests/unit/test-spool.c commands/works/spool.c \
	commands/works/claims.c commands/works/gzip.c
tests_unit_test_spool_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(ZLIB_CFLAGS)
tests_unit_test_spool_LDADD = $(CHECK_LIBS) $(ZLIB_LIBS)
endif
