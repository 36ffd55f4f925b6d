# What reeve needs to be built against musl (doc/packaging.md).
EXTRA_DIST += tests/musl/dependencies.sh
