# worker: the loop around a work plugin. Rests on plugin, process, storage, base.
noinst_LTLIBRARIES += src/worker/libworker.la
src_worker_libworker_la_SOURCES = \
	src/worker/keep.c \
	src/worker/parameters.c src/worker/parameters.h \
	src/worker/rest.c src/worker/rest.h src/worker/self.h \
	src/worker/work.c src/worker/work.h \
	src/worker/worker.c src/worker/worker.h
src_worker_libworker_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)

noinst_PROGRAMS += src/worker/reeve-worker
src_worker_reeve_worker_SOURCES = src/worker/main.c
# Runs from the build tree as it is: its title is argv[0], which a wrapper script would lose.
src_worker_reeve_worker_LDFLAGS = $(AM_LDFLAGS) -no-fast-install
src_worker_reeve_worker_LDADD = libreeve.la
# What is installed, as in src/tool/local.mk.
helper_PROGRAMS += src/worker/installed/reeve-worker
src_worker_installed_reeve_worker_SOURCES = $(src_worker_reeve_worker_SOURCES)
src_worker_installed_reeve_worker_LDFLAGS = $(AM_LDFLAGS) $(RUN_PATH)
src_worker_installed_reeve_worker_LDADD = libreeve.la
