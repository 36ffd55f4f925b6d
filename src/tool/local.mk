# tool: the reeve program. Sees the installed headers and nothing else of reeve.
noinst_PROGRAMS += src/tool/reeve
src_tool_reeve_SOURCES = src/tool/main.c src/tool/exit.c src/tool/page.c src/tool/page.h \
	src/tool/verb.c src/tool/verb.h src/tool/word.c src/tool/word.h
src_tool_reeve_CPPFLAGS = -I$(top_srcdir)/src/include -I$(top_builddir)/src/include $(REEVE_CPPFLAGS) \
	-Wa,-I$(top_srcdir)
# Without the wrapper's relinking, so that .libs/reeve is the program itself.
src_tool_reeve_LDFLAGS = $(AM_LDFLAGS) -no-fast-install
src_tool_reeve_LDADD = libreeve.la
# What is installed: the other one says where the build tree is, and libtool does not link again what goes
# to a DESTDIR.
bin_PROGRAMS += src/tool/installed/reeve
src_tool_installed_reeve_SOURCES = $(src_tool_reeve_SOURCES)
src_tool_installed_reeve_CPPFLAGS = $(src_tool_reeve_CPPFLAGS)
src_tool_installed_reeve_LDFLAGS = $(AM_LDFLAGS) $(RUN_PATH)
src_tool_installed_reeve_LDADD = libreeve.la
# The wrapper of the build tree, made by config.status: in `all`, so that it is made again when it is due.
noinst_SCRIPTS = reeve

# Its completions, where the shells look for them: what reeve --completion=SHELL prints.
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
nodist_bashcompletion_DATA = src/tool/completion/reeve
nodist_zshcompletion_DATA = src/tool/completion/_reeve
nodist_fishcompletion_DATA = src/tool/completion/reeve.fish
CLEANFILES += $(nodist_bashcompletion_DATA) $(nodist_zshcompletion_DATA) $(nodist_fishcompletion_DATA)
COMPLETION_SED = $(AM_V_GEN)$(MKDIR_P) src/tool/completion && \
	sed -e "s/@NAME@/'reeve'/g" -e 's/@COMPDEF@/\#compdef reeve/'
src/tool/completion/reeve: src/command/completion.bash src/tool/local.mk
	$(COMPLETION_SED) $(srcdir)/src/command/completion.bash >$@
src/tool/completion/_reeve: src/command/completion.zsh src/tool/local.mk
	$(COMPLETION_SED) $(srcdir)/src/command/completion.zsh >$@
src/tool/completion/reeve.fish: src/command/completion.fish src/tool/local.mk
	$(COMPLETION_SED) $(srcdir)/src/command/completion.fish >$@

# It becomes part of the program, which no list of dependencies tells.
src/tool/src_tool_reeve-page.$(OBJEXT) src/tool/src_tool_installed_reeve-page.$(OBJEXT): man/reeve.1
