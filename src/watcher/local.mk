# watcher: the process that watches the file system. Rests on config, process, base.
noinst_LTLIBRARIES += src/watcher/libwatcher.la
src_watcher_libwatcher_la_SOURCES = \
	src/watcher/pace.c src/watcher/pace.h \
	src/watcher/sight.c src/watcher/sight.h \
	src/watcher/watcher.c src/watcher/watcher.h
