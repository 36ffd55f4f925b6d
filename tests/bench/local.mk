# bench: reeve in numbers, beside bare C loops and the peers that are installed (doc/bench.md). Built
# and run by `make bench` alone.
bench_programs = tests/bench/bench tests/bench/beacon tests/bench/core tests/bench/floor
EXTRA_PROGRAMS = $(bench_programs)
EXTRA_LTLIBRARIES = tests/bench/noop.la
CLEANFILES += $(bench_programs) tests/bench/noop.la
EXTRA_DIST += doc/bench.md tests/bench/run.sh

tests_bench_bench_SOURCES = \
	tests/bench/bench.c \
	tests/bench/child.c tests/bench/child.h \
	tests/bench/control.c tests/bench/control.h \
	tests/bench/descendants.c tests/bench/descendants.h \
	tests/bench/fleet.c tests/bench/fleet-end.c tests/bench/fleet-kill.c tests/bench/fleet.h \
	tests/bench/measure.c tests/bench/measure-adopt.c tests/bench/measure-all.c \
	tests/bench/measure-orphans.c tests/bench/measure-storm.c tests/bench/measure-work.c \
	tests/bench/measure.h \
	tests/bench/order.c tests/bench/order.h \
	tests/bench/reader.c tests/bench/reader.h \
	tests/bench/record.c tests/bench/record.h \
	tests/bench/report.c tests/bench/report-json.c tests/bench/report.h \
	tests/bench/report-orphans.c tests/bench/report-orphans.h \
	tests/bench/sample.c tests/bench/sample.h \
	tests/bench/system.c tests/bench/system.h \
	tests/bench/system-dinit.c tests/bench/system-floor.c tests/bench/system-nginx.c \
	tests/bench/system-pm2.c tests/bench/system-reeve.c tests/bench/system-runit.c \
	tests/bench/system-s6.c tests/bench/system-supervisord.c \
	tests/bench/target.c tests/bench/target.h \
	tests/bench/usage.c tests/bench/usage.h \
	tests/bench/words.c tests/bench/words.h
tests_bench_bench_CFLAGS = $(AM_CFLAGS)
tests_bench_bench_LDADD = -lm

tests_bench_floor_SOURCES = tests/bench/floor.c tests/bench/record.c tests/bench/record.h
tests_bench_floor_CFLAGS = $(AM_CFLAGS)

# Static, so that its own start costs the least; a sanitizer would not have that.
tests_bench_beacon_SOURCES = tests/bench/beacon.c tests/bench/record.c tests/bench/record.h
tests_bench_beacon_CFLAGS = -Wall -Wextra
tests_bench_beacon_LDFLAGS = -all-static

tests_bench_core_SOURCES = tests/bench/core.c tests/bench/core-scale.c tests/bench/core-scale.h
tests_bench_core_LDADD = src/supervisor/libsupervisor.la src/base/libbase.la

# A plugin that is not installed: -rpath makes it a shared object all the same.
tests_bench_noop_la_SOURCES = tests/bench/noop.c tests/bench/record.c tests/bench/record.h
tests_bench_noop_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_bench_noop_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

bench: all $(bench_programs) tests/bench/noop.la
	$(AM_V_at)MAKE='$(MAKE)' bindir='$(bindir)' libdir='$(libdir)' plugindir='$(plugindir)' \
		helperdir='$(helperdir)' $(SHELL) $(srcdir)/tests/bench/run.sh $(BENCH_ARGS)
.PHONY: bench
