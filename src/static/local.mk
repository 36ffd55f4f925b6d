# static: all of reeve in one archive, for programs that are to run where reeve is not installed. Rests on
# api, master and process.
EXTRA_DIST += src/static/archive.sh
if STATIC
noinst_LTLIBRARIES += src/static/libwhole.la
src_static_libwhole_la_SOURCES = src/static/whole.c

STATIC_LAYERS = \
	src/static/libwhole.la \
	src/api/libapi.la \
	src/command/libcommand.la \
	src/client/libclient.la \
	src/worker/libworker.la \
	src/guardian/libguardian.la \
	src/master/libmaster.la \
	src/watcher/libwatcher.la \
	src/plugin/libplugin_static.la \
	src/port/libport.la \
	src/sim/libsim.la \
	src/supervisor/libsupervisor.la \
	src/process/libprocess.la \
	src/storage/libstorage.la \
	src/config/libconfig_layer.la \
	src/base/libbase_static.la

libreeve-static.a: $(plugin_LTLIBRARIES) $(STATIC_LAYERS) src/static/archive.sh
	$(AM_V_GEN)CC='$(CC)' CFLAGS='$(CFLAGS)' AR='$(AR)' OBJCOPY='$(OBJCOPY)' \
		$(SHELL) $(srcdir)/src/static/archive.sh $@ $(plugin_LTLIBRARIES) -- $(STATIC_LAYERS)

staticlibdir = $(libdir)
staticlib_DATA = libreeve-static.a
pkgconfig_DATA += reeve-static.pc
CLEANFILES += libreeve-static.a
endif
