# storage: what lies in the run and state directories. Rests on base.
noinst_LTLIBRARIES += src/storage/libstorage.la
src_storage_libstorage_la_SOURCES = \
	src/storage/control.c src/storage/control.h \
	src/storage/counters.c src/storage/counters.h \
	src/storage/deaths.c src/storage/deaths.h \
	src/storage/decisions.c src/storage/decisions.h \
	src/storage/directory.c src/storage/directory.h \
	src/storage/here.c src/storage/here.h \
	src/storage/kept.c src/storage/kept.h \
	src/storage/layout.h \
	src/storage/listen.c src/storage/listen.h \
	src/storage/lock.c src/storage/lock.h \
	src/storage/pidfile.c src/storage/pidfile.h \
	src/storage/rundir.c src/storage/rundir.h \
	src/storage/runfile.c src/storage/runfile.h \
	src/storage/salvage.c \
	src/storage/scoreboard.c src/storage/scoreboard.h \
	src/storage/slots.c \
	src/storage/socket.c src/storage/socket.h \
	src/storage/sweep.c src/storage/sweep.h \
	src/storage/twin.c src/storage/twin.h \
	src/storage/words.h
