# guardian: the parent of the master. Rests on process, storage, base.
noinst_LTLIBRARIES += src/guardian/libguardian.la
src_guardian_libguardian_la_SOURCES = \
	src/guardian/guardian.c src/guardian/guardian.h \
	src/guardian/minder.c src/guardian/minder.h \
	src/guardian/reaper.c src/guardian/reaper.h \
	src/guardian/relay.c src/guardian/relay.h \
	src/guardian/setup.c src/guardian/setup.h
