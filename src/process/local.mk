# process: identity, spawn and claim, signals, /proc. Rests on base.
noinst_LTLIBRARIES += src/process/libprocess.la
src_process_libprocess_la_SOURCES = \
	src/process/cgroup.c src/process/cgroup.h \
	src/process/cgroup_find.c src/process/cgroup_find.h \
	src/process/cgroup_members.c src/process/cgroup_members.h \
	src/process/clone_into.c src/process/clone_into.h \
	src/process/enter.c src/process/enter.h \
	src/process/descent.c src/process/descent.h \
	src/process/handover.c src/process/handover.h \
	src/process/holder.c src/process/holder.h \
	src/process/identity.c src/process/identity.h \
	src/process/proc.c src/process/proc.h \
	src/process/search.c src/process/search.h \
	src/process/signal.c src/process/signal.h \
	src/process/in_child.h \
	src/process/spawn.c src/process/spawn.h \
	src/process/strays.c src/process/strays.h
