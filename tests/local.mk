# Tests: unit tests link one layer and those below it; e2e scripts drive ./reeve as a user would.
TESTS_ENVIRONMENT = CK_DEFAULT_TIMEOUT=60; export CK_DEFAULT_TIMEOUT; \
	REEVE=$(abs_top_builddir)/reeve; export REEVE; \
	top_srcdir=$(abs_top_srcdir); export top_srcdir; \
	top_builddir=$(abs_top_builddir); export top_builddir; \
	CC='$(CC)'; export CC;

if HAVE_CHECK
include tests/unit/base.mk
include tests/unit/watcher.mk
include tests/unit/command.mk
include tests/unit/config.mk
include tests/unit/port.mk
include tests/unit/master.mk
include tests/unit/plugin.mk
include tests/unit/guardian.mk
include tests/unit/process.mk
include tests/unit/spool.mk
include tests/unit/status.mk
include tests/unit/storage.mk
include tests/unit/supervisor.mk
endif
include tests/abi/local.mk
include tests/plugins/local.mk
include tests/sim/local.mk
include tests/fuzz/local.mk
include tests/e2e/local.mk
include tests/demo/local.mk
include tests/lint/local.mk
include tests/model/local.mk
include tests/musl/local.mk
include tests/packages/local.mk
include tests/bench/local.mk
