# supervisor: the pure core. Rests on base; never sees a process.
noinst_LTLIBRARIES += src/supervisor/libsupervisor.la
src_supervisor_libsupervisor_la_SOURCES = \
	src/supervisor/action.c src/supervisor/action.h \
	src/supervisor/arrange.c \
	src/supervisor/build.c \
	src/supervisor/child.c src/supervisor/child.h \
	src/supervisor/core.h \
	src/supervisor/course.c src/supervisor/course.h \
	src/supervisor/deadline.c src/supervisor/deadline.h \
	src/supervisor/effects.c src/supervisor/effects.h \
	src/supervisor/end.c src/supervisor/end.h \
	src/supervisor/graph.c src/supervisor/graph.h \
	src/supervisor/grow.c \
	src/supervisor/life.c src/supervisor/life.h \
	src/supervisor/need.c src/supervisor/need.h \
	src/supervisor/node.c src/supervisor/node.h \
	src/supervisor/pause.c src/supervisor/pause.h \
	src/supervisor/place.c src/supervisor/place.h \
	src/supervisor/policy.c src/supervisor/policy.h \
	src/supervisor/regain.c src/supervisor/regain.h \
	src/supervisor/reset.c src/supervisor/reset.h \
	src/supervisor/resume.c src/supervisor/resume.h \
	src/supervisor/roll.c src/supervisor/roll.h \
	src/supervisor/supervisor.c src/supervisor/supervisor.h \
	src/supervisor/table.c src/supervisor/table.h \
	src/supervisor/tree.c \
	src/supervisor/vocabulary.h \
	src/supervisor/window.c src/supervisor/window.h
