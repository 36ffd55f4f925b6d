# client: find, start, ask, wait. Rests on storage, process, base.
noinst_LTLIBRARIES += src/client/libclient.la
src_client_libclient_la_SOURCES = \
	src/client/ask.c src/client/ask.h \
	src/client/change.h src/client/client.h \
	src/client/guard.c src/client/guard.h \
	src/client/left.c src/client/left.h \
	src/client/listen.c src/client/listen.h \
	src/client/look.c src/client/look.h \
	src/client/names.c src/client/names.h \
	src/client/note.c src/client/note.h \
	src/client/order.c src/client/order.h \
	src/client/reload.c \
	src/client/request.c \
	src/client/saved.c src/client/saved.h \
	src/client/session.c src/client/session.h \
	src/client/start.c \
	src/client/status.c src/client/status.h \
	src/client/stop.c \
	src/client/upgrade.c \
	src/client/watch.c src/client/watch.h
src_client_libclient_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
