check_PROGRAMS += tests/unit/test-port
TESTS += tests/unit/test-port
tests_unit_test_port_SOURCES = tests/unit/test-port.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_unit_test_port_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_port_LDADD = src/port/libport.la src/config/libconfig_layer.la src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
