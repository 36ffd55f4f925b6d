# Works. The one that needs a library of its own is built where that is found.
if HAVE_ZLIB
plugin_LTLIBRARIES += commands/spool.la
commands_spool_la_SOURCES = commands/works/spool.c \
	commands/works/claims.c commands/works/claims.h \
	commands/works/gzip.c commands/works/gzip.h
commands_spool_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(ZLIB_CFLAGS)
commands_spool_la_LDFLAGS = $(PLUGIN_LDFLAGS)
commands_spool_la_LIBADD = $(ZLIB_LIBS)
endif
