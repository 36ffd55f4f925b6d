# `make demo`: templates/spool.cfg at work on real files, with kills in the middle.
EXTRA_DIST += tests/demo/demo.sh

demo: all
	@REEVE='$(abs_top_builddir)/reeve' TEMPLATE='$(abs_top_srcdir)/templates/spool.cfg' \
		$(SHELL) '$(srcdir)/tests/demo/demo.sh'
.PHONY: demo
