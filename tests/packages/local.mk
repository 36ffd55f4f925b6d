# What .ci/run does with debian/ (doc/packaging.md).
EXTRA_DIST += tests/packages/packages.sh
