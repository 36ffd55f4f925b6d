# The distribution's packages (doc/packaging.md).
EXTRA_DIST += debian/changelog debian/control debian/copyright debian/libreeve-dev.install debian/libreeve0.install \
	debian/libreeve0.symbols debian/reeve.docs debian/reeve.install debian/reeve.lintian-overrides debian/rules \
	debian/source/format debian/tests/control debian/tests/installed
