# The built-in plugins. They see nothing but the installed headers (tests/plugins/exports.sh looks).
# All land in one directory, so that the build tree can be searched like an installed one.
PLUGIN_CPPFLAGS = -I$(top_srcdir)/src/include -I$(top_builddir)/src/include $(REEVE_CPPFLAGS)
# Each segment is a mapping and a page fault or two, and --help loads them all: a plugin fits two.
PLUGIN_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared -export-symbols-regex '^reeve_plugin$$' \
	-Wl,-z,noseparate-code
# Named to libtool, libreeve would have every plugin linked again at install, gone meanwhile for whoever uses
# the build tree.
PLUGIN_LDFLAGS += -Wl,.libs/libreeve.so
# A sanitizer's own functions are in the program, not in the plugin.
if !SANITIZED
PLUGIN_LDFLAGS += -Wl,-z,defs
endif

plugin_LTLIBRARIES += \
	commands/start.la commands/stop.la commands/restart.la commands/status.la \
	commands/signal.la commands/pause.la commands/resume.la commands/reset.la commands/wait.la \
	commands/wakeup.la commands/plan.la commands/reload.la commands/add.la commands/delete.la commands/scale.la \
	commands/upgrade.la commands/try.la \
	commands/daemon.la commands/workers.la commands/json.la commands/config.la commands/command.la \
	commands/timeout.la \
	commands/rolling.la \
	commands/save.la commands/resurrect.la

commands_start_la_SOURCES = commands/actions/start.c
commands_start_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_start_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_stop_la_SOURCES = commands/actions/stop.c
commands_stop_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_stop_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_restart_la_SOURCES = commands/actions/restart.c
commands_restart_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_restart_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_status_la_SOURCES = commands/actions/status.c
commands_status_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_status_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_wakeup_la_SOURCES = commands/actions/wakeup.c
commands_wakeup_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_wakeup_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_plan_la_SOURCES = commands/actions/plan.c
commands_plan_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_plan_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_add_la_SOURCES = commands/actions/add.c
commands_add_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_add_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_delete_la_SOURCES = commands/actions/delete.c
commands_delete_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_delete_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_scale_la_SOURCES = commands/actions/scale.c
commands_scale_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_scale_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_reload_la_SOURCES = commands/actions/reload.c
commands_reload_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_reload_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_upgrade_la_SOURCES = commands/actions/upgrade.c
commands_upgrade_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_upgrade_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_signal_la_SOURCES = commands/actions/signal.c
commands_signal_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_signal_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_pause_la_SOURCES = commands/actions/pause.c
commands_pause_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_pause_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_resume_la_SOURCES = commands/actions/resume.c
commands_resume_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_resume_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_reset_la_SOURCES = commands/actions/reset.c
commands_reset_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_reset_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_wait_la_SOURCES = commands/actions/wait.c
commands_wait_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_wait_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_save_la_SOURCES = commands/actions/save.c
commands_save_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_save_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_resurrect_la_SOURCES = commands/actions/resurrect.c
commands_resurrect_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_resurrect_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_try_la_SOURCES = commands/actions/try.c
commands_try_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_try_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_daemon_la_SOURCES = commands/options/daemon.c
commands_daemon_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_daemon_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_workers_la_SOURCES = commands/options/workers.c
commands_workers_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_workers_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_rolling_la_SOURCES = commands/options/rolling.c
commands_rolling_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_rolling_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_json_la_SOURCES = commands/options/json.c
commands_json_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_json_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_config_la_SOURCES = commands/options/config.c
commands_config_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_config_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_command_la_SOURCES = commands/options/command.c
commands_command_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_command_la_LDFLAGS = $(PLUGIN_LDFLAGS)

commands_timeout_la_SOURCES = commands/options/timeout.c
commands_timeout_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
commands_timeout_la_LDFLAGS = $(PLUGIN_LDFLAGS)

# Needs zlib.
include commands/works/local.mk

$(plugin_LTLIBRARIES): libreeve.la
