# A model of start, claim, stop, restart and adopt, checked by spin: make model; REEVE_MODEL=deep looks further.
# It knows nothing of a build: .ci/run checks it once.
EXTRA_DIST += tests/model/check.sh tests/model/reeve.pml
.PHONY: model
model:
	$(AM_V_at)top_srcdir=$(abs_top_srcdir) CC='$(CC)' $(SHELL) $(srcdir)/tests/model/check.sh
