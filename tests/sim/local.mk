# The supervisor in virtual time, by lists of events.
check_PROGRAMS += tests/sim/random
TESTS += tests/sim/random
tests_sim_random_SOURCES = tests/sim/random.c tests/sim/model.c tests/sim/model.h \
	tests/sim/needs.c tests/sim/needs.h tests/sim/order.c tests/sim/order.h tests/sim/setup.c tests/sim/setup.h
tests_sim_random_LDADD = src/sim/libsim.la src/supervisor/libsupervisor.la src/base/libbase.la -lm

# Rolling among processes that are made up.
check_PROGRAMS += tests/sim/roll
TESTS += tests/sim/roll
tests_sim_roll_SOURCES = tests/sim/roll.c
tests_sim_roll_LDADD = src/supervisor/libsupervisor.la src/base/libbase.la

# The cases of OTP's own suite (doc/otp.md).
if HAVE_CHECK
check_PROGRAMS += tests/sim/otp tests/sim/otp-template tests/sim/tree
TESTS += tests/sim/otp tests/sim/otp-template tests/sim/tree
OTP_RIG = tests/sim/otp-child.c tests/sim/otp-rig.c tests/sim/otp-rig.h tests/sim/otp-text.c \
	tests/sim/otp-tree.c tests/sim/otp-tree.h
tests_sim_otp_SOURCES = tests/sim/otp.c tests/sim/otp-cases.h \
	tests/sim/otp-adm.c tests/sim/otp-counts.c tests/sim/otp-hanging.c tests/sim/otp-nested.c \
	tests/sim/otp-pool.c tests/sim/otp-restart.c tests/sim/otp-significant.c \
	tests/sim/otp-start.c tests/sim/otp-stop.c tests/sim/otp-termination.c \
	tests/sim/otp-upgrade.c $(OTP_RIG)
tests_sim_otp_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sim_otp_LDADD = src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
tests_sim_tree_SOURCES = tests/sim/tree.c tests/sim/tree-model.c tests/sim/tree-model.h $(OTP_RIG)
tests_sim_tree_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sim_tree_LDADD = src/supervisor/libsupervisor.la src/base/libbase.la $(CHECK_LIBS)
tests_sim_otp_template_SOURCES = tests/sim/otp-template.c \
	tests/unit/config-place.c tests/unit/config-place.h
tests_sim_otp_template_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_sim_otp_template_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_sim_otp_template_LDADD = src/config/libconfig_layer.la src/supervisor/libsupervisor.la \
	src/base/libbase.la $(CHECK_LIBS)
endif

# Other lists than those of make check: make sim SEED=7 COUNT=100000
.PHONY: sim
sim: tests/sim/random
	$(AM_V_at)tests/sim/random '$(SEED)' '$(COUNT)'
