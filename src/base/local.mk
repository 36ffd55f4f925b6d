# base: errors, text, names, descriptors, clock, times, users, trust. Knows no other layer.
noinst_LTLIBRARIES += src/base/libbase.la
BASE_LAYER = \
	src/base/address.c src/base/address.h \
	src/base/backoff.c src/base/backoff.h \
	src/base/buffer.c src/base/buffer.h \
	src/base/clock.c src/base/clock.h \
	src/base/cron.c src/base/cron.h src/base/cron_next.c \
	src/base/ends.h \
	src/base/error.c src/base/error.h \
	src/base/fd.c src/base/fd.h \
	src/base/home.c src/base/home.h \
	src/base/identity.h \
	src/base/log.c src/base/log.h \
	src/base/name.c src/base/name.h \
	src/base/notification.c src/base/notification.h \
	src/base/signame.c src/base/signame.h \
	src/base/text.c src/base/text.h src/base/text_escape.c \
	src/base/token.c src/base/token.h \
	src/base/trust.c src/base/trust.h \
	src/base/user.c src/base/user.h \
	src/base/world.c src/base/world.h
src_base_libbase_la_SOURCES = $(BASE_LAYER)

# The same for programs that are linked statically.
if STATIC
noinst_LTLIBRARIES += src/base/libbase_static.la
endif
src_base_libbase_static_la_SOURCES = $(BASE_LAYER)
src_base_libbase_static_la_CPPFLAGS = $(AM_CPPFLAGS) -DREEVE_STATIC
