check_PROGRAMS += tests/unit/test-plugin tests/unit/test-plugin-show tests/unit/test-commands
TESTS += tests/unit/test-plugin tests/unit/test-plugin-show tests/unit/test-commands

tests_unit_test_plugin_SOURCES = tests/unit/test-plugin.c \
	tests/unit/plugin-rig.c tests/unit/plugin-rig.h
tests_unit_test_plugin_CPPFLAGS = $(AM_CPPFLAGS) $(FIXTURE_CPPFLAGS)
tests_unit_test_plugin_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_plugin_LDADD = src/plugin/libplugin.la src/base/libbase.la $(CHECK_LIBS)

check_PROGRAMS += tests/unit/test-plugin-search
TESTS += tests/unit/test-plugin-search
tests_unit_test_plugin_search_SOURCES = tests/unit/test-plugin-search.c \
	tests/unit/plugin-rig.c tests/unit/plugin-rig.h
tests_unit_test_plugin_search_CPPFLAGS = $(AM_CPPFLAGS) $(FIXTURE_CPPFLAGS)
tests_unit_test_plugin_search_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_plugin_search_LDADD = src/plugin/libplugin.la src/base/libbase.la $(CHECK_LIBS)

check_PROGRAMS += tests/unit/test-plugin-trust
TESTS += tests/unit/test-plugin-trust
tests_unit_test_plugin_trust_SOURCES = tests/unit/test-plugin-trust.c \
	tests/unit/plugin-rig.c tests/unit/plugin-rig.h
tests_unit_test_plugin_trust_CPPFLAGS = $(AM_CPPFLAGS) $(FIXTURE_CPPFLAGS)
tests_unit_test_plugin_trust_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_plugin_trust_LDADD = src/plugin/libplugin.la src/base/libbase.la $(CHECK_LIBS) -lpthread

check_PROGRAMS += tests/unit/test-linked
TESTS += tests/unit/test-linked
tests_unit_test_linked_SOURCES = tests/unit/test-linked.c
tests_unit_test_linked_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_test_linked_LDADD = src/worker/libworker.la src/plugin/libplugin.la \
	src/process/libprocess.la src/storage/libstorage.la src/base/libbase.la $(JANSSON_LIBS) $(CHECK_LIBS)

tests_unit_test_plugin_show_SOURCES = tests/unit/test-plugin-show.c
tests_unit_test_plugin_show_CPPFLAGS = $(AM_CPPFLAGS) $(FIXTURE_CPPFLAGS)
tests_unit_test_plugin_show_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_test_plugin_show_LDADD = libreeve.la $(CHECK_LIBS) $(JANSSON_LIBS)

# The plugins find the test's functions before those of libreeve, which they need all the same.
tests_unit_test_commands_SOURCES = tests/unit/test-commands.c
tests_unit_test_commands_CPPFLAGS = $(AM_CPPFLAGS) \
	-DREEVE_TEST_COMMANDS='"$(abs_top_builddir)/commands/.libs"'
tests_unit_test_commands_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_commands_LDFLAGS = $(AM_LDFLAGS) -export-dynamic -Wl,--no-as-needed
tests_unit_test_commands_LDADD = src/plugin/libplugin.la src/base/libbase.la libreeve.la $(CHECK_LIBS)
