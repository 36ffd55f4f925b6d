#!/bin/sh
# SPDX-License-Identifier: MIT
# The installed headers as strict C99 and C++17, and the examples of reeve-plugin(3) as a reader would
# compile them. Run in the build directory.
source=${srcdir:-.}
pages="$source/man/reeve-plugin.3 $source/man/reeve-main.3 $source/man/reeve-manage.3"
c="${CC:-cc} -std=c99 -pedantic -Wall -Wextra -Werror -fPIC"
cxx="${CXX:-c++} -std=c++17 -pedantic -Wall -Wextra -Werror -fPIC"
include="-I$source/src/include -Isrc/include"
failed=0

has()
{
	command -v "${1%% *}" >/dev/null 2>&1
}

fail()
{
	echo "FAIL: $*"
	failed=1
}

has "$c" || {
	echo "SKIP: no ${c%% *} here"
	exit 77
}
work=$(mktemp -d "${TMPDIR:-/tmp}/reeve-compile.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Each header alone: it includes what it needs.
for header in "$source"/src/include/reeve/*.h; do
	printf '#include <reeve/%s>\nextern int alone;\n' "${header##*/}" >"$work/header.c"
	cp "$work/header.c" "$work/header.cc"
	$c $include -fsyntax-only "$work/header.c" || fail "$header in C99"
	if has "$cxx"; then
		$cxx $include -fsyntax-only "$work/header.cc" || fail "$header in C++17"
	fi
done

# The macros in C++: one exported object, under its C name, although const means static there.
cat >"$work/plugin.cc" <<'END'
#include <reeve/plugin.h>
static int run(reeve_context *) { return 0; }
REEVE_ACTION("plugin", "a plugin in C++", run);
END
if has "$cxx"; then
	$cxx $include -fvisibility=hidden -shared "$work/plugin.cc" -o "$work/plugin.so" ||
		fail "a plugin in C++17"
	if has nm; then
		nm -D --defined-only "$work/plugin.so" | grep -q ' reeve_plugin$' ||
			fail "a plugin in C++17 exports no reeve_plugin"
	fi
fi

# A template and a plugin that become part of a program, both ways: all bytes, then NUL.
printf 'a "b" \\ %%d\n\tlast' >"$work/embedded.cfg"
cat >"$work/embed.c" <<'END'
#include <stdio.h>
#include <reeve/main.h>
REEVE_EMBED(text, "embedded.cfg");
static int run(struct reeve_context *context) { (void)context; return 0; }
REEVE_LINKED_ACTION(first, "first", "one of two", run);
REEVE_LINKED_ACTION(second, "second", "the other", run);
int main(void)
{
	fputs(text, stdout);
	return first.run != second.run;
}
END
cp "$work/embed.c" "$work/embed.cc"
whole=$(echo "$include" | sed "s,-I\([^/]\),-I$PWD/\1,g")
for compile in "$c" "$cxx" "$c -O2 -flto"; do
	has "$compile" || continue
	echo 'int main(void) { return 0; }' >"$work/empty.c"
	$compile "$work/empty.c" -o "$work/empty" 2>/dev/null || continue
	suffix=c
	[ "$compile" != "$cxx" ] || suffix=cc
	rm -f "$work/embed"
	(cd "$work" && $compile $whole "embed.$suffix" -o embed) || fail "REEVE_EMBED with $compile"
	"$work/embed" | cmp -s - "$work/embedded.cfg" || fail "REEVE_EMBED with $compile: another text"
done

# A manage in C++: its functions, and the table of them.
cat >"$work/manage.cc" <<'END'
#include <reeve/reeve.h>
static int init(reeve_worker *, void **) { return 0; }
static int work(reeve_worker *, void *) { return 0; }
static void fini(reeve_worker *, void *) {}
static const reeve_function functions[] = {
	REEVE_FUNCTION(init), REEVE_FUNCTION(work), REEVE_FUNCTION(fini), {nullptr, nullptr}};
int main(int argc, char **argv)
{
	reeve_host host = {};
	host.size = sizeof host;
	host.functions = functions;
	reeve_main(argc, argv, &host);
	reeve_manage *manage = reeve_manage_new(nullptr);
	reeve_manage_set_work_init(manage, init);
	reeve_manage_set_work(manage, work);
	reeve_manage_set_work_fini(manage, fini);
	return reeve_manage_start(manage);
}
END
if has "$cxx"; then
	$cxx $include -c "$work/manage.cc" -o "$work/manage.o" || fail "a manage in C++17"
fi

# Each literal display of the page that begins with an #include is a file of its own.
awk -v work="$work" '
	/^\.Bd -literal/ { inside = 1; first = 1; next }
	/^\.Ed/ { inside = 0; file = ""; next }
	inside && first { first = 0; if (/^#include/) file = work "/example" ++count ".c" }
	inside && file != "" { gsub(/\\e/, "\\"); print > file }
' $pages
count=0
for file in "$work"/example*.c; do
	test -f "$file" || continue
	count=$((count + 1))
	$c $include -c "$file" -o "$file.o" || fail "example $count of $pages"
done
test $count -ge 2 || fail "$pages have $count examples"

test $failed = 0 && echo "headers and $count examples compile"
exit $failed
