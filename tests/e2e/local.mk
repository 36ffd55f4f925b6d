# Scripts that drive ./reeve as a user would: one theme each, in a directory of its own, side by side.
check_PROGRAMS += tests/e2e/actor tests/e2e/json
tests_e2e_actor_SOURCES = tests/e2e/actor.c tests/e2e/hold.h
tests_e2e_json_SOURCES = tests/e2e/json.c
tests_e2e_json_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_e2e_json_LDADD = $(JANSSON_LIBS)

check_LTLIBRARIES += tests/e2e/plugins/probe.la
tests_e2e_plugins_probe_la_SOURCES = tests/e2e/plugins/probe.c tests/e2e/hold.h
tests_e2e_plugins_probe_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_e2e_plugins_probe_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_e2e_plugins_probe_la_LIBADD = $(PLUGIN_LIBADD)

# The longest first: what runs side by side then ends at about the same time.
E2E_TESTS = \
	tests/e2e/kill-master.sh \
	tests/e2e/kill-both.sh \
	tests/e2e/kill-guardian.sh \
	tests/e2e/kill-worker.sh \
	tests/e2e/start-race.sh

TESTS += $(E2E_TESTS)
EXTRA_DIST += $(E2E_TESTS) tests/e2e/lib.sh tests/e2e/kills.sh
