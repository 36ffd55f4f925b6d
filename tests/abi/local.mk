# The ABI that plugins were built for: what 1.0/ holds is never edited.
TESTS += tests/abi/frozen.sh
EXTRA_DIST += tests/abi/frozen.sh tests/abi/declarations.awk \
	tests/abi/1.0/SHA256SUMS \
	tests/abi/1.0/action.c \
	tests/abi/1.0/include/reeve/client.h \
	tests/abi/1.0/include/reeve/context.h \
	tests/abi/1.0/include/reeve/error.h \
	tests/abi/1.0/include/reeve/plugin.h \
	tests/abi/1.0/include/reeve/status.h \
	tests/abi/1.0/include/reeve/worker.h \
	tests/abi/1.0/option.c \
	tests/abi/1.0/work.c
