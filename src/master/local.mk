# master: event loop, effects, control server, adoption. Rests on supervisor, config, process, storage.
noinst_LTLIBRARIES += src/master/libmaster.la
src_master_libmaster_la_SOURCES = \
	src/master/adopt.c src/master/adopt.h src/master/adopt_core.c \
	src/master/attendant.c src/master/attendant.h \
	src/master/calendar.c src/master/calendar.h \
	src/master/candidate.c src/master/candidate.h \
	src/master/cells.c src/master/cells.h \
	src/master/cgroups.c src/master/cgroups.h \
	src/master/death.c src/master/death.h \
	src/master/decided.c src/master/decided.h \
	src/master/failure.c src/master/failure.h \
	src/master/finish.c src/master/finish.h \
	src/master/hangup.c src/master/hangup.h \
	src/master/instant.c src/master/instant.h \
	src/master/job.c src/master/job.h src/master/job_data.h src/master/job_take.c \
	src/master/launch.c src/master/launch.h \
	src/master/leaving.c src/master/leaving.h \
	src/master/loop.c src/master/loop.h \
	src/master/master.c src/master/master.h \
	src/master/memory.c src/master/memory.h \
	src/master/minding.c src/master/minding.h \
	src/master/orphans.c src/master/orphans.h \
	src/master/outcome.c src/master/outcome.h \
	src/master/outlook.c src/master/outlook.h \
	src/master/reason.c src/master/reason.h \
	src/master/notify.c src/master/notify.h \
	src/master/node.c src/master/node.h \
	src/master/parameters.c src/master/parameters.h \
	src/master/past.c src/master/past.h \
	src/master/places.c src/master/places.h \
	src/master/probe.c src/master/probe.h \
	src/master/report.c src/master/report.h \
	src/master/request.c src/master/request.h \
	src/master/reload.c src/master/reload.h \
	src/master/role.c src/master/role.h \
	src/master/room.c src/master/room.h \
	src/master/roll.c src/master/roll.h \
	src/master/server.c src/master/server.h src/master/server_data.h src/master/server_tell.c \
	src/master/setup.c src/master/setup.h \
	src/master/slot.c src/master/slot.h src/master/slot_signal.c \
	src/master/takeover.c src/master/takeover.h \
	src/master/target.c src/master/target.h \
	src/master/upgrade.c src/master/upgrade.h \
	src/master/turnover.c src/master/turnover.h \
	src/master/watchdog.c src/master/watchdog.h
src_master_libmaster_la_CFLAGS = $(AM_CFLAGS) $(LIBUV_CFLAGS) $(JANSSON_CFLAGS)

# The program is both guardian and master: each becomes the other by exec.
helper_PROGRAMS += src/master/reeve-master
src_master_reeve_master_SOURCES = src/master/main.c
src_master_reeve_master_CFLAGS = $(src_master_libmaster_la_CFLAGS)
src_master_reeve_master_LDADD = src/master/libmaster.la src/guardian/libguardian.la \
	src/watcher/libwatcher.la \
	src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/process/libprocess.la \
	src/storage/libstorage.la src/base/libbase.la $(LIBUV_LIBS) $(LIBCONFIG_LIBS) $(JANSSON_LIBS)
