# plugin: descriptor checks, trust, dlopen. Rests on base.
noinst_LTLIBRARIES += src/plugin/libplugin.la
PLUGIN_LAYER = \
	src/plugin/descriptor.c src/plugin/descriptor.h \
	src/plugin/keep.c src/plugin/keep.h \
	src/plugin/linked.c src/plugin/linked.h \
	src/plugin/list.c \
	src/plugin/object.h \
	src/plugin/plugin.c src/plugin/plugin.h \
	src/plugin/refuse.c src/plugin/refuse.h \
	src/plugin/search.c src/plugin/search.h \
	src/plugin/watch.c src/plugin/watch.h
src_plugin_libplugin_la_SOURCES = $(PLUGIN_LAYER) \
	src/plugin/elf.c src/plugin/elf.h \
	src/plugin/object.c

# The same for programs that are linked statically, where no object can be loaded.
if STATIC
noinst_LTLIBRARIES += src/plugin/libplugin_static.la
endif
src_plugin_libplugin_static_la_SOURCES = $(PLUGIN_LAYER) src/plugin/object_static.c
