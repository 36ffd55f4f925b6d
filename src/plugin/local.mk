# plugin: descriptor checks, trust, dlopen. Rests on base.
noinst_LTLIBRARIES += src/plugin/libplugin.la
src_plugin_libplugin_la_SOURCES = \
	src/plugin/descriptor.c src/plugin/descriptor.h \
	src/plugin/elf.c src/plugin/elf.h \
	src/plugin/linked.c src/plugin/linked.h \
	src/plugin/list.c \
	src/plugin/plugin.c src/plugin/plugin.h \
	src/plugin/refuse.c src/plugin/refuse.h \
	src/plugin/search.c src/plugin/search.h
