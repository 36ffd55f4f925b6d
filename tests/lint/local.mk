# The documents say what is there.
TESTS += tests/lint/includes.sh tests/lint/packages.sh
EXTRA_DIST += tests/lint/includes.sh tests/lint/packages.sh
