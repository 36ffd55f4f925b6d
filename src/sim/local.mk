# sim: the pure core among processes that are made up. Rests on supervisor and base.
noinst_LTLIBRARIES += src/sim/libsim.la
src_sim_libsim_la_SOURCES = \
	src/sim/being.c src/sim/being.h \
	src/sim/board.c src/sim/board.h \
	src/sim/play.c src/sim/play.h \
	src/sim/script.c src/sim/script.h \
	src/sim/script_print.c \
	src/sim/timeline.c src/sim/timeline.h \
	src/sim/words.c src/sim/words.h \
	src/sim/world.c src/sim/world.h
