# Fuzz targets: small functions in this process. `make check` runs each with its corpus and some hundred
# variations of each input; `make fuzz` and tests/fuzz/run go on for longer, with clang's libFuzzer.
FUZZ_TARGETS = \
	tests/fuzz/argv \
	tests/fuzz/complete \
	tests/fuzz/control \
	tests/fuzz/counters \
	tests/fuzz/cron \
	tests/fuzz/deaths \
	tests/fuzz/decisions \
	tests/fuzz/grammar \
	tests/fuzz/notification \
	tests/fuzz/pidfile \
	tests/fuzz/proc \
	tests/fuzz/resolved \
	tests/fuzz/scoreboard \
	tests/fuzz/simulate \
	tests/fuzz/template
check_PROGRAMS += $(FUZZ_TARGETS)
TESTS += $(FUZZ_TARGETS)
EXTRA_DIST += tests/fuzz/run tests/fuzz/corpus
CLEANFILES += *.failed

check_LTLIBRARIES += tests/fuzz/libfuzz.la
tests_fuzz_libfuzz_la_SOURCES = tests/fuzz/fuzz.c tests/fuzz/fuzz.h
if !FUZZER
tests_fuzz_libfuzz_la_SOURCES += tests/fuzz/driver.c
endif
FUZZ_LIBS = tests/fuzz/libfuzz.la $(FUZZ_LDFLAGS)

tests_fuzz_grammar_SOURCES = tests/fuzz/grammar.c
tests_fuzz_grammar_LDADD = src/command/libcommand.la src/base/libbase.la $(FUZZ_LIBS)

tests_fuzz_cron_SOURCES = tests/fuzz/cron.c
tests_fuzz_cron_LDADD = src/base/libbase.la $(FUZZ_LIBS)

tests_fuzz_notification_SOURCES = tests/fuzz/notification.c
tests_fuzz_notification_LDADD = src/base/libbase.la $(FUZZ_LIBS)

tests_fuzz_argv_SOURCES = tests/fuzz/argv.c tests/fuzz/usage.c tests/fuzz/usage.h
tests_fuzz_argv_LDADD = $(tests_fuzz_grammar_LDADD)

tests_fuzz_complete_SOURCES = tests/fuzz/complete.c tests/fuzz/usage.c tests/fuzz/usage.h
tests_fuzz_complete_LDADD = $(tests_fuzz_grammar_LDADD)

fuzz_config_libs = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la \
	$(FUZZ_LIBS) $(LIBCONFIG_LIBS) $(JANSSON_LIBS)
tests_fuzz_template_SOURCES = tests/fuzz/template.c tests/fuzz/resolved-check.c tests/fuzz/resolved.h
tests_fuzz_template_LDADD = $(fuzz_config_libs)

tests_fuzz_resolved_SOURCES = tests/fuzz/resolved.c tests/fuzz/resolved-check.c tests/fuzz/resolved.h
tests_fuzz_resolved_LDADD = $(fuzz_config_libs)

fuzz_storage_libs = src/storage/libstorage.la src/base/libbase.la $(FUZZ_LIBS)
tests_fuzz_scoreboard_SOURCES = tests/fuzz/scoreboard.c
tests_fuzz_scoreboard_LDADD = $(fuzz_storage_libs)

tests_fuzz_deaths_SOURCES = tests/fuzz/deaths.c
tests_fuzz_deaths_LDADD = $(fuzz_storage_libs)

tests_fuzz_decisions_SOURCES = tests/fuzz/decisions.c
tests_fuzz_decisions_LDADD = $(fuzz_storage_libs)

tests_fuzz_counters_SOURCES = tests/fuzz/counters.c
tests_fuzz_counters_LDADD = $(fuzz_storage_libs)

tests_fuzz_pidfile_SOURCES = tests/fuzz/pidfile.c
tests_fuzz_pidfile_LDADD = $(fuzz_storage_libs)

tests_fuzz_proc_SOURCES = tests/fuzz/proc.c
tests_fuzz_proc_LDADD = src/client/libclient.la src/process/libprocess.la src/storage/libstorage.la \
	src/base/libbase.la $(FUZZ_LIBS) $(JANSSON_LIBS)

tests_fuzz_simulate_SOURCES = tests/fuzz/simulate.c
tests_fuzz_simulate_LDADD = src/sim/libsim.la src/supervisor/libsupervisor.la src/base/libbase.la $(FUZZ_LIBS)

# The server's own file around a master that the target makes up.
tests_fuzz_control_SOURCES = tests/fuzz/control.c src/master/server.c src/master/server.h src/master/server_data.h \
	src/master/server_tell.c \
	src/master/request.c src/master/request.h
tests_fuzz_control_CFLAGS = $(src_master_libmaster_la_CFLAGS)
tests_fuzz_control_LDADD = src/process/libprocess.la src/storage/libstorage.la src/base/libbase.la $(FUZZ_LIBS) $(LIBUV_LIBS) $(JANSSON_LIBS)

# One target for some time, with libFuzzer: make fuzz TARGET=grammar SECONDS=600; all without TARGET.
.PHONY: fuzz
fuzz:
	$(AM_V_at)top_srcdir=$(abs_top_srcdir) $(SHELL) $(srcdir)/tests/fuzz/run '$(TARGET)' '$(SECONDS)'
