# The documents say what is there.
TESTS += tests/lint/includes.sh
EXTRA_DIST += tests/lint/includes.sh
