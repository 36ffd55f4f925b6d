# command: grammar, matching, help, what plugins are given, dispatch. Rests on base, config, plugin.
noinst_LTLIBRARIES += src/command/libcommand.la
src_command_libcommand_la_SOURCES = \
	src/command/bind.c src/command/bind.h \
	src/command/check.c src/command/command.h \
	src/command/choose.c \
	src/command/compile.c \
	src/command/context.c src/command/context.h \
	src/command/dispatch.c \
	src/command/grammar.c src/command/grammar.h \
	src/command/help.c src/command/help.h \
	src/command/match.c src/command/match.h \
	src/command/quote.c src/command/quote.h \
	src/command/report.c src/command/report.h
src_command_libcommand_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
