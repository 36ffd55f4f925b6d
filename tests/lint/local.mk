# The documents say what is there.
TESTS += tests/lint/container.sh tests/lint/includes.sh tests/lint/otp.sh tests/lint/packages.sh
EXTRA_DIST += tests/lint/container.sh tests/lint/includes.sh tests/lint/otp.sh tests/lint/packages.sh
