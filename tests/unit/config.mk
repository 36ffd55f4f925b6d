check_PROGRAMS += tests/unit/test-config
TESTS += tests/unit/test-config
tests_unit_test_config_SOURCES = tests/unit/test-config.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_unit_test_config_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_config_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
check_PROGRAMS += tests/unit/test-config-faults
TESTS += tests/unit/test-config-faults
tests_unit_test_config_faults_SOURCES = tests/unit/test-config-faults.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_unit_test_config_faults_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_config_faults_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
check_PROGRAMS += tests/unit/test-config-files
TESTS += tests/unit/test-config-files
tests_unit_test_config_files_SOURCES = tests/unit/test-config-files.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_unit_test_config_files_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_config_files_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
check_PROGRAMS += tests/unit/test-config-text
TESTS += tests/unit/test-config-text
tests_unit_test_config_text_SOURCES = tests/unit/test-config-text.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_unit_test_config_text_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_config_text_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
check_PROGRAMS += tests/unit/test-compose
TESTS += tests/unit/test-compose
tests_unit_test_compose_SOURCES = tests/unit/test-compose.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_unit_test_compose_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_compose_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
check_PROGRAMS += tests/unit/test-config-commands
TESTS += tests/unit/test-config-commands
tests_unit_test_config_commands_SOURCES = tests/unit/test-config-commands.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_unit_test_config_commands_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_config_commands_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
check_PROGRAMS += tests/unit/test-config-limits
TESTS += tests/unit/test-config-limits
tests_unit_test_config_limits_SOURCES = tests/unit/test-config-limits.c \
	tests/unit/config-place.c tests/unit/config-place.h $(SUPERVISOR_RIG)
tests_unit_test_config_limits_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_config_limits_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
check_PROGRAMS += tests/unit/test-config-tree
TESTS += tests/unit/test-config-tree
tests_unit_test_config_tree_SOURCES = tests/unit/test-config-tree.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_unit_test_config_tree_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_config_tree_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
check_PROGRAMS += tests/unit/test-mix
TESTS += tests/unit/test-mix
tests_unit_test_mix_SOURCES = tests/unit/test-mix.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_unit_test_mix_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_mix_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
check_PROGRAMS += tests/unit/test-plan
TESTS += tests/unit/test-plan
tests_unit_test_plan_SOURCES = tests/unit/test-plan.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_unit_test_plan_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_plan_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
check_PROGRAMS += tests/unit/test-config-sockets
TESTS += tests/unit/test-config-sockets
tests_unit_test_config_sockets_SOURCES = tests/unit/test-config-sockets.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_unit_test_config_sockets_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_config_sockets_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
