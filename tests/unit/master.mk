# The jobs of the master, around the real core.
check_PROGRAMS += tests/unit/test-job
TESTS += tests/unit/test-job
tests_unit_test_job_SOURCES = tests/unit/test-job.c src/master/instant.c src/master/job.c src/master/job_take.c \
	src/master/outcome.c src/master/target.c
tests_unit_test_job_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBUV_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_test_job_LDADD = src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS) $(JANSSON_LIBS)
