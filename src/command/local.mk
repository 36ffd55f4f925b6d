# command: grammar, matching, help, what plugins are given, dispatch. Rests on base, config, plugin.
noinst_LTLIBRARIES += src/command/libcommand.la
src_command_libcommand_la_SOURCES = \
	src/command/bind.c src/command/bind.h \
	src/command/check.c src/command/command.h \
	src/command/choose.c \
	src/command/compile.c \
	src/command/complete.c src/command/complete.h \
	src/command/completion.c src/command/completion.h \
	src/command/context.c src/command/context.h \
	src/command/describe.c src/command/describe.h \
	src/command/dispatch.c \
	src/command/grammar.c src/command/grammar.h \
	src/command/help.c src/command/help.h \
	src/command/line.c src/command/line.h \
	src/command/man.c src/command/man.h \
	src/command/match.c src/command/match.h \
	src/command/mdoc.c src/command/mdoc.h \
	src/command/query.c src/command/query.h \
	src/command/quote.c src/command/quote.h \
	src/command/reading.c src/command/reading.h \
	src/command/report.c src/command/report.h
nodist_src_command_libcommand_la_SOURCES = src/command/completion_texts.c
src_command_libcommand_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)

# The completion scripts as they are, and as text within the program.
completion_scripts = src/command/completion.bash src/command/completion.zsh src/command/completion.fish
EXTRA_DIST += $(completion_scripts)
CLEANFILES += src/command/completion_texts.c
src/command/completion_texts.c: $(completion_scripts)
	$(AM_V_GEN)$(MKDIR_P) src/command && { echo '#include "command/completion.h"'; for shell in bash zsh fish; do \
		echo "const char completion_$$shell[] ="; \
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/	"/' -e 's/$$/\\n"/' \
			$(srcdir)/src/command/completion.$$shell; \
		echo "	;"; \
	done; } >$@.tmp && mv $@.tmp $@
