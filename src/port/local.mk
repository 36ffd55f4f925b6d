# port: templates from what other tools' files say, and files for other tools. Rests on config.
noinst_LTLIBRARIES += src/port/libport.la
src_port_libport_la_SOURCES = \
	src/port/app.c src/port/app.h \
	src/port/draft.c src/port/draft.h \
	src/port/export.h \
	src/port/ini.c src/port/ini.h \
	src/port/literal.c src/port/literal.h \
	src/port/ocf.c \
	src/port/pm2.c src/port/port.h \
	src/port/procfile.c \
	src/port/scanner.c src/port/scanner.h \
	src/port/supervisord.c \
	src/port/systemd.c \
	src/port/words.c src/port/words.h
src_port_libport_la_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS)
