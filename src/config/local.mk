# config: option table, libconfig with file:line, expansion. Rests on base.
noinst_LTLIBRARIES += src/config/libconfig_layer.la
src_config_libconfig_layer_la_SOURCES = \
	src/config/caller.c src/config/caller.h \
	src/config/check.c src/config/check.h \
	src/config/check_program.c src/config/checking.h \
	src/config/check_sockets.c src/config/sockets.c src/config/sockets.h \
	src/config/choice.c src/config/choice.h \
	src/config/commands.c src/config/commands.h \
	src/config/compose.c src/config/compose.h \
	src/config/embed.c src/config/embed.h \
	src/config/ends.c src/config/ends.h \
	src/config/environment.c src/config/environment.h \
	src/config/expand.c src/config/expand.h \
	src/config/field.c src/config/field.h \
	src/config/form.c src/config/form.h src/config/form_bindings.c src/config/form_data.h \
	src/config/graft.c src/config/graft.h \
	src/config/inner.c src/config/inner.h \
	src/config/json.c src/config/json.h \
	src/config/lack.c src/config/lack.h \
	src/config/level.c src/config/level.h \
	src/config/limits.c src/config/limits.h \
	src/config/mix.c src/config/mix.h \
	src/config/option.c src/config/option.h src/config/options.c \
	src/config/outline.c src/config/outline.h \
	src/config/plan.c src/config/plan.h \
	src/config/program.c src/config/program.h \
	src/config/program_env.c src/config/program_env.h \
	src/config/program_needs.c src/config/program_needs.h \
	src/config/program_ready.c src/config/program_ready.h \
	src/config/program_reload.c src/config/program_reload.h \
	src/config/program_stop.c src/config/program_stop.h \
	src/config/program_times.c src/config/program_times.h \
	src/config/program_watch.c src/config/program_watch.h \
	src/config/program_world.c src/config/program_world.h \
	src/config/reader.c src/config/reader.h \
	src/config/resolve.c src/config/resolve.h \
	src/config/scan.c src/config/scan.h \
	src/config/script.c \
	src/config/settings.c src/config/settings.h \
	src/config/single.c src/config/single.h \
	src/config/site.c src/config/site.h \
	src/config/source.c src/config/source.h \
	src/config/supervision.c src/config/supervision.h \
	src/config/alone.c \
	src/config/release.c src/config/release.h \
	src/config/template.c src/config/template.h \
	src/config/tree.c src/config/tree.h \
	src/config/tree_check.c src/config/tree_check.h \
	src/config/value.c src/config/value.h \
	src/config/workers.c
src_config_libconfig_layer_la_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(JANSSON_CFLAGS)
src_config_libconfig_layer_la_LIBADD = $(LIBCONFIG_LIBS) $(JANSSON_LIBS)
