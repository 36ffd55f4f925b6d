# tool: the reeve program. Sees the installed headers and nothing else of reeve.
noinst_PROGRAMS += src/tool/reeve
src_tool_reeve_SOURCES = src/tool/main.c src/tool/verb.c src/tool/verb.h src/tool/word.c src/tool/word.h
src_tool_reeve_CPPFLAGS = -I$(top_srcdir)/src/include -I$(top_builddir)/src/include $(REEVE_CPPFLAGS)
# Without the wrapper's relinking, so that .libs/reeve is the program itself.
src_tool_reeve_LDFLAGS = $(AM_LDFLAGS) -no-fast-install
src_tool_reeve_LDADD = libreeve.la
# What is installed: the other one says where the build tree is, and libtool does not link again what goes
# to a DESTDIR.
bin_PROGRAMS += src/tool/installed/reeve
src_tool_installed_reeve_SOURCES = $(src_tool_reeve_SOURCES)
src_tool_installed_reeve_CPPFLAGS = $(src_tool_reeve_CPPFLAGS)
src_tool_installed_reeve_LDADD = libreeve.la
# The wrapper of the build tree, made by config.status: in `all`, so that it is made again when it is due.
noinst_SCRIPTS = reeve
