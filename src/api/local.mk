# api: what src/include/reeve/ promises.
noinst_LTLIBRARIES += src/api/libapi.la
src_api_libapi_la_SOURCES = \
	src/api/aim.c src/api/aim.h \
	src/api/binary.c src/api/binary.h \
	src/api/client.c \
	src/api/command.c \
	src/api/complete.c \
	src/api/decisions/change.c \
	src/api/decisions/coming.c src/api/decisions/coming.h \
	src/api/decisions/decided.c src/api/decisions/decided.h \
	src/api/decisions/document.c src/api/decisions/document.h \
	src/api/decisions/resurrect.c \
	src/api/decisions/save.c \
	src/api/describe.c src/api/describe.h \
	src/api/explain.c src/api/valid.h \
	src/api/export.c \
	src/api/failure.c src/api/failure.h \
	src/api/fresh.c src/api/fresh.h \
	src/api/host.c src/api/host.h \
	src/api/import.c \
	src/api/in_force.c src/api/in_force.h \
	src/api/live.c src/api/live.h \
	src/api/manage.c src/api/manage.h \
	src/api/manage_act.c \
	src/api/manages.c \
	src/api/names.c src/api/names.h \
	src/api/paper.c src/api/paper.h \
	src/api/part.c src/api/part.h \
	src/api/plan.c src/api/plan_print.c src/api/plan_print.h \
	src/api/plugin.c \
	src/api/plugin_list.c src/api/plugin_list.h \
	src/api/programs.c \
	src/api/reload.c \
	src/api/simulate.c \
	src/api/table.c src/api/table.h \
	src/api/template.c \
	src/api/try.c \
	src/api/watch.c \
	src/api/worst.c src/api/worst.h \
	src/api/project/build.c \
	src/api/project/missing.c src/api/project/missing.h \
	src/api/project/native.c \
	src/api/project/new.c \
	src/api/project/next.c src/api/project/next.h \
	src/api/project/skeleton.c src/api/project/skeleton.h \
	src/api/status/choose.c \
	src/api/status/json.c \
	src/api/status/print.c \
	src/api/status/process.c \
	src/api/status/status.c src/api/status/data.h \
	src/api/status/tree.c src/api/status/tree.h \
	src/api/status/verdict.c src/api/status/verdict.h \
	src/api/status/verdict_tree.c src/api/status/verdict_tree.h
src_api_libapi_la_CPPFLAGS = $(AM_CPPFLAGS) -DBUILTIN_PLUGINS='"$(plugin_LTLIBRARIES)"'
src_api_libapi_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)

# The texts of new projects, as strings: they are there where nothing is installed.
SKELETON = \
	src/api/project/skeleton/Makefile \
	src/api/project/skeleton/README.md \
	src/api/project/skeleton/action.c \
	src/api/project/skeleton/check.sh \
	src/api/project/skeleton/gitignore \
	src/api/project/skeleton/native-action.c \
	src/api/project/skeleton/native-main.c \
	src/api/project/skeleton/native-option.c \
	src/api/project/skeleton/native-work.c \
	src/api/project/skeleton/native.am \
	src/api/project/skeleton/native.gitignore \
	src/api/project/skeleton/native.md \
	src/api/project/skeleton/native.mk \
	src/api/project/skeleton/native.sh \
	src/api/project/skeleton/option.c \
	src/api/project/skeleton/template.cfg \
	src/api/project/skeleton/work.c
EXTRA_DIST += src/api/project/embed.sh $(SKELETON)
nodist_src_api_libapi_la_SOURCES = src/api/project/skeleton_texts.c
CLEANFILES += src/api/project/skeleton_texts.c
src/api/project/skeleton_texts.c: src/api/project/embed.sh $(SKELETON)
	$(AM_V_GEN)$(MKDIR_P) src/api/project && cd $(srcdir) && \
		$(SHELL) src/api/project/embed.sh $(SKELETON) >$(abs_builddir)/$@.new && \
		mv $(abs_builddir)/$@.new $(abs_builddir)/$@

# libreeve: all that it is made of are layers.
lib_LTLIBRARIES += libreeve.la
libreeve_la_SOURCES = src/api/whole.c src/api/whole.h
libreeve_la_LDFLAGS = $(AM_LDFLAGS) -Wl,-Bsymbolic-functions -no-undefined \
	-version-info $(LIBREEVE_VERSION_INFO) \
	-export-symbols-regex '^reeve_'
libreeve_la_LIBADD = \
	src/api/libapi.la \
	src/command/libcommand.la \
	src/client/libclient.la \
	src/worker/libworker.la \
	src/plugin/libplugin.la \
	src/process/libprocess.la \
	src/storage/libstorage.la \
	src/config/libconfig_layer.la \
	src/port/libport.la \
	src/sim/libsim.la \
	src/supervisor/libsupervisor.la \
	src/base/libbase.la \
	$(LIBCONFIG_LIBS) $(JANSSON_LIBS)

reeveincludedir = $(includedir)/reeve
reeveinclude_HEADERS = \
	src/include/reeve/backoff.h \
	src/include/reeve/client.h \
	src/include/reeve/command.h \
	src/include/reeve/context.h \
	src/include/reeve/error.h \
	src/include/reeve/log.h \
	src/include/reeve/main.h \
	src/include/reeve/manage.h \
	src/include/reeve/plugin.h \
	src/include/reeve/reeve.h \
	src/include/reeve/status.h \
	src/include/reeve/watch.h \
	src/include/reeve/worker.h
nodist_reeveinclude_HEADERS = src/include/reeve/version.h
