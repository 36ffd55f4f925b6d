# sim: the pure core among processes that are made up. Rests on supervisor and base.
noinst_LTLIBRARIES += src/sim/libsim.la
src_sim_libsim_la_SOURCES = \
	src/sim/script.c src/sim/script.h \
	src/sim/timeline.c src/sim/timeline.h \
	src/sim/world.c src/sim/world.h
