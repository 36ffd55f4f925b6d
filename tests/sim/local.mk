# The supervisor in virtual time, by lists of events.
check_PROGRAMS += tests/sim/random
TESTS += tests/sim/random
tests_sim_random_SOURCES = tests/sim/random.c tests/sim/model.c tests/sim/model.h
tests_sim_random_LDADD = src/sim/libsim.la src/supervisor/libsupervisor.la src/base/libbase.la -lm

# Other lists than those of make check: make sim SEED=7 COUNT=100000
.PHONY: sim
sim: tests/sim/random
	$(AM_V_at)tests/sim/random '$(SEED)' '$(COUNT)'
