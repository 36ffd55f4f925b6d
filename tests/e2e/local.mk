# Scripts that drive ./reeve as a user would: one theme each, in a directory of its own, side by side.
check_PROGRAMS += tests/e2e/actor tests/e2e/host tests/e2e/json tests/e2e/manager tests/e2e/notifier
check_PROGRAMS += tests/e2e/listener
tests_e2e_listener_SOURCES = tests/e2e/listener.c
tests_e2e_notifier_SOURCES = tests/e2e/notifier.c
# A server with sockets from its master.
check_PROGRAMS += tests/e2e/httpd
tests_e2e_httpd_SOURCES = tests/e2e/httpd.c
tests_e2e_actor_SOURCES = tests/e2e/actor.c tests/e2e/hold.h
tests_e2e_actor_LDADD = -lpthread
# A program that links libreeve and is its own workers: its path is its own, no wrapper's.
tests_e2e_host_SOURCES = tests/e2e/host.c
tests_e2e_host_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_e2e_host_LDFLAGS = $(AM_LDFLAGS) -no-fast-install
tests_e2e_host_LDADD = libreeve.la
tests_e2e_manager_SOURCES = tests/e2e/manager.c
tests_e2e_manager_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_e2e_manager_LDFLAGS = $(AM_LDFLAGS) -no-fast-install
tests_e2e_manager_LDADD = libreeve.la
# Programs that use libreeve for more than a command.
check_PROGRAMS += tests/e2e/embed tests/e2e/early
tests_e2e_embed_SOURCES = tests/e2e/embed.c
tests_e2e_embed_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_e2e_embed_LDFLAGS = $(AM_LDFLAGS) -no-fast-install
tests_e2e_embed_LDADD = libreeve.la -lpthread
# All that happens in it happens before main().
check_LTLIBRARIES += tests/e2e/libconstructor.la
tests_e2e_libconstructor_la_SOURCES = tests/e2e/constructor.c
tests_e2e_libconstructor_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_e2e_libconstructor_la_LDFLAGS = $(AM_LDFLAGS) -rpath /nowhere
tests_e2e_libconstructor_la_LIBADD = libreeve.la
tests_e2e_early_SOURCES = tests/e2e/early.c
tests_e2e_early_LDFLAGS = $(AM_LDFLAGS) -no-fast-install -Wl,--no-as-needed
tests_e2e_early_LDADD = tests/e2e/libconstructor.la libreeve.la
tests_e2e_json_SOURCES = tests/e2e/json.c
tests_e2e_json_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_e2e_json_LDADD = $(JANSSON_LIBS)

# What is no reeve-master, and what only says that it is one.
check_PROGRAMS += tests/e2e/pretender
tests_e2e_pretender_SOURCES = tests/e2e/pretender.c

check_PROGRAMS += tests/e2e/watcher
tests_e2e_watcher_SOURCES = tests/e2e/watcher.c
tests_e2e_watcher_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_e2e_watcher_LDFLAGS = $(AM_LDFLAGS) -no-fast-install
tests_e2e_watcher_LDADD = libreeve.la

check_LTLIBRARIES += tests/e2e/plugins/probe.la
tests_e2e_plugins_probe_la_SOURCES = tests/e2e/plugins/probe.c tests/e2e/hold.h
tests_e2e_plugins_probe_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_e2e_plugins_probe_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

check_LTLIBRARIES += tests/e2e/plugins/door.la
tests_e2e_plugins_door_la_SOURCES = tests/e2e/plugins/door.c
tests_e2e_plugins_door_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_e2e_plugins_door_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

check_LTLIBRARIES += tests/e2e/plugins/hanger.la
tests_e2e_plugins_hanger_la_SOURCES = tests/e2e/plugins/hanger.c
tests_e2e_plugins_hanger_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_e2e_plugins_hanger_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_e2e_plugins_hanger_la_LIBADD = -lpthread

check_LTLIBRARIES += tests/e2e/plugins/keeper.la
tests_e2e_plugins_keeper_la_SOURCES = tests/e2e/plugins/keeper.c
tests_e2e_plugins_keeper_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_e2e_plugins_keeper_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

check_LTLIBRARIES += tests/e2e/plugins/retrier.la
tests_e2e_plugins_retrier_la_SOURCES = tests/e2e/plugins/retrier.c
tests_e2e_plugins_retrier_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_e2e_plugins_retrier_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath /nowhere

# Preloaded by no-memory.sh.
check_LTLIBRARIES += tests/e2e/clock.la
tests_e2e_clock_la_SOURCES = tests/e2e/clock.c
tests_e2e_clock_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default
tests_e2e_clock_la_LDFLAGS = -module -avoid-version -rpath /nowhere
check_LTLIBRARIES += tests/e2e/nomemory.la
tests_e2e_nomemory_la_SOURCES = tests/e2e/nomemory.c
tests_e2e_nomemory_la_CFLAGS = $(AM_CFLAGS) -fno-builtin -fvisibility=default
tests_e2e_nomemory_la_LDFLAGS = -module -avoid-version -rpath /nowhere

# Preloaded by faults.sh, crash-points.sh, reload-kills.sh and reload-errors.sh.
check_LTLIBRARIES += tests/e2e/faults.la
tests_e2e_faults_la_SOURCES = tests/e2e/faults.c
tests_e2e_faults_la_CFLAGS = $(AM_CFLAGS) -fno-builtin -fvisibility=default
tests_e2e_faults_la_LDFLAGS = -module -avoid-version -rpath /nowhere

# For pid-reuse.sh.
check_PROGRAMS += tests/e2e/reuse
tests_e2e_reuse_SOURCES = tests/e2e/reuse.c

# For old-kernel.sh: what stands in its own sources is not taken out of the library.
check_PROGRAMS += tests/e2e/old-kernel/reeve-master
tests_e2e_old_kernel_reeve_master_SOURCES = src/master/main.c src/process/signal.c src/process/signal.h \
	src/process/cgroup_members.c src/process/cgroup_members.h
tests_e2e_old_kernel_reeve_master_CPPFLAGS = $(AM_CPPFLAGS) -DREEVE_OLD_KERNEL
tests_e2e_old_kernel_reeve_master_CFLAGS = $(src_master_libmaster_la_CFLAGS)
tests_e2e_old_kernel_reeve_master_LDADD = $(src_master_reeve_master_LDADD)

# The longest first: what runs side by side then ends at about the same time.
E2E_TESTS = \
	tests/e2e/kill-master.sh \
	tests/e2e/kill-both.sh \
	tests/e2e/keep.sh \
	tests/e2e/sockets.sh \
	tests/e2e/sockets-example.sh \
	tests/e2e/sockets-work.sh \
	tests/e2e/sockets-load.sh \
	tests/e2e/kill-guardian.sh \
	tests/e2e/kill-worker.sh \
	tests/e2e/kill-any.sh \
	tests/e2e/no-memory.sh \
	tests/e2e/notify-words.sh \
	tests/e2e/notify.sh \
	tests/e2e/announced.sh \
	tests/e2e/faults.sh \
	tests/e2e/crash-points.sh \
	tests/e2e/add-delete.sh \
	tests/e2e/add-delete-kills.sh \
	tests/e2e/add-delete-points.sh \
	tests/e2e/backoff.sh \
	tests/e2e/broken-template.sh \
	tests/e2e/build.sh \
	tests/e2e/cgroup.sh \
	tests/e2e/clock-set-back.sh \
	tests/e2e/command-line.sh \
	tests/e2e/completion.sh \
	tests/e2e/completion-bash.sh \
	tests/e2e/completion-fish.sh \
	tests/e2e/completion-zsh.sh \
	tests/e2e/container.sh \
	tests/e2e/control.sh \
	tests/e2e/embed.sh \
	tests/e2e/ecosystem.sh \
	tests/e2e/environment.sh \
	tests/e2e/examples.sh \
	tests/e2e/exec-failures.sh \
	tests/e2e/exhaustion.sh \
	tests/e2e/explain.sh \
	tests/e2e/exit-code.sh \
	tests/e2e/foreground.sh \
	tests/e2e/from-process_manage.sh \
	tests/e2e/full-disk.sh \
	tests/e2e/ignores-term.sh \
	tests/e2e/giving-up.sh \
	tests/e2e/half-way.sh \
	tests/e2e/headless.sh \
	tests/e2e/inner.sh \
	tests/e2e/host.sh \
	tests/e2e/init-fails.sh \
	tests/e2e/kill-scope.sh \
	tests/e2e/lingering.sh \
	tests/e2e/long-names.sh \
	tests/e2e/little-memory.sh \
	tests/e2e/man-page.sh \
	tests/e2e/manage.sh \
	tests/e2e/manage-api.sh \
	tests/e2e/manages-api.sh \
	tests/e2e/manage-multiple.sh \
	tests/e2e/master-death.sh \
	tests/e2e/needs.sh \
	tests/e2e/new.sh \
	tests/e2e/old-kernel.sh \
	tests/e2e/newcomer.sh \
	tests/e2e/minder.sh \
	tests/e2e/native.sh \
	tests/e2e/native-static.sh \
	tests/e2e/output.sh \
	tests/e2e/overtaken.sh \
	tests/e2e/pid-reuse.sh \
	tests/e2e/plan.sh \
	tests/e2e/plugin-misbehaves.sh \
	tests/e2e/plugins.sh \
	tests/e2e/port.sh \
	tests/e2e/readme.sh \
	tests/e2e/ready.sh \
	tests/e2e/recoveries.sh \
	tests/e2e/recycle.sh \
	tests/e2e/reload.sh \
	tests/e2e/reload-again.sh \
	tests/e2e/reload-errors.sh \
	tests/e2e/reload-kills.sh \
	tests/e2e/reload-room.sh \
	tests/e2e/reload-turns.sh \
	tests/e2e/rolling.sh \
	tests/e2e/rolling-load.sh \
	tests/e2e/restart.sh \
	tests/e2e/save-tree.sh \
	tests/e2e/save.sh \
	tests/e2e/scale.sh \
	tests/e2e/schedule.sh \
	tests/e2e/several.sh \
	tests/e2e/several-failures.sh \
	tests/e2e/rundir-unsafe.sh \
	tests/e2e/signals.sh \
	tests/e2e/stale-pidfile.sh \
	tests/e2e/simulate.sh \
	tests/e2e/start-race.sh \
	tests/e2e/start-stop.sh \
	tests/e2e/static.sh \
	tests/e2e/status-names.sh \
	tests/e2e/status.sh \
	tests/e2e/storm.sh \
	tests/e2e/survivors.sh \
	tests/e2e/takeover.sh \
	tests/e2e/template-errors.sh \
	tests/e2e/titles.sh \
	tests/e2e/tree-corrupt.sh \
	tests/e2e/stop-in-order.sh \
	tests/e2e/stop-in-start.sh \
	tests/e2e/stop-sequence.sh \
	tests/e2e/tree-ends.sh \
	tests/e2e/tree.sh \
	tests/e2e/try.sh \
	tests/e2e/tutorial.sh \
	tests/e2e/upgrade.sh \
	tests/e2e/pause.sh \
	tests/e2e/unkillable.sh \
	tests/e2e/wakeup.sh \
	tests/e2e/words-tree.sh \
	tests/e2e/words.sh \
	tests/e2e/watch-files.sh \
	tests/e2e/watch.sh \
	tests/e2e/watchdog.sh \
	tests/e2e/work-loop.sh \
	tests/e2e/world.sh

TESTS += $(E2E_TESTS)

# The short form of it is a part of `make check`.
kills: all
	@REEVE_KILLS=$${REEVE_KILLS:-2000} $(MAKE) check TESTS=tests/e2e/kill-any.sh
.PHONY: kills
# Not beside others: what libtool links again for an installation is missing from the build tree meanwhile.
# .ci/run runs it in a tree of its own.
EXTRA_DIST += tests/e2e/install.sh
EXTRA_DIST += $(E2E_TESTS) tests/e2e/lib.sh tests/e2e/faulty.sh tests/e2e/kills.sh tests/e2e/installed.sh
