#!/bin/sh
# SPDX-License-Identifier: MIT
# Plugins built with the headers of ABI 1.0 are loaded and run by today's reeve. 1.0/ holds those headers
# and such plugins as they were; nothing in it is ever edited, and today's headers only add to it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
frozen=$top_srcdir/tests/abi/1.0
today=$top_srcdir/src/include/reeve

command -v "${CC:-cc}" >/dev/null || skip "no C compiler here"

# Not edited, and nothing beside it.
(cd "$frozen" && sha256sum -c --quiet SHA256SUMS) || fail "$frozen was edited"
same "$(cd "$frozen" && find . -type f ! -name SHA256SUMS | wc -l)" "$(wc -l <"$frozen/SHA256SUMS")" "files in $frozen"

# What a header declares; of its macros the numbers.
declarations()
{
	awk -f "$top_srcdir/tests/abi/declarations.awk" "$@" |
		sed '/^#define/{/^#define [A-Z_]* \([0-9]\|UINT\)/!d; /REEVE_ABI_MINOR/d}'
}

# lost OLD NEW: what an old header declares and the new one does not. A struct or an enum may have got
# more at its end, but for the head of all descriptors; a function that returned nothing may return a
# number, which who calls it so does not see.
lost()
{
	declarations "$2" >"$work/new"
	declarations "$1" | awk -v new="$work/new" '
		BEGIN { while ((getline line <new) > 0) lines[++count] = line }
		{
			old = $0
			if (old !~ /^struct reeve_plugin /)
				sub(/,? }$/, "", old)
			number = $0
			sub(/^REEVE_API void reeve/, "REEVE_API int reeve", number)
			for (i = 1; i <= count; i++)
				if (lines[i] == $0 || lines[i] == number || (old != $0 && index(lines[i], old) == 1 &&
					substr(lines[i], length(old) + 1) ~ /^( [^ ]|, )/))
					next
			print
		}'
}

for header in "$frozen"/include/reeve/*.h; do
	file=${header##*/}
	[ "$(declarations "$header" | wc -l)" -ge 3 ] || fail "no declarations found in $header"
	! declarations "$header" "$today/$file" | grep unfinished || fail "$file cannot be read"
	gone=$(lost "$header" "$today/$file")
	[ -z "$gone" ] || fail "$file does not only add; gone or changed: $gone"
done

# That comparison can tell: each of these is a change that breaks what was built before.
breaks()
{
	sed "$2" "$frozen/include/reeve/$1" >"$work/changed.h"
	! cmp -s "$frozen/include/reeve/$1" "$work/changed.h" || fail "nothing changed: $2"
	[ -n "$(lost "$frozen/include/reeve/$1" "$work/changed.h")" ] || fail "not noticed: $2"
}
keeps()
{
	sed "$2" "$frozen/include/reeve/$1" >"$work/changed.h"
	! cmp -s "$frozen/include/reeve/$1" "$work/changed.h" || fail "nothing changed: $2"
	same "$(lost "$frozen/include/reeve/$1" "$work/changed.h")" "" "$2"
}
breaks plugin.h 's/REEVE_KIND_WORK = 3/REEVE_KIND_WORK = 5/'
breaks plugin.h 's/REEVE_ABI_MAJOR 1/REEVE_ABI_MAJOR 2/'
breaks plugin.h '/int (\*init)/d'
breaks plugin.h 's/^\tconst char \*summary;.*/&\n\tint more;/'
breaks plugin.h 's/^\tconst char \*metavar;/\tint more;\n&/'
breaks status.h 's/int64_t memory/long memory/'
breaks context.h 's/, int64_t value)/, int value)/'
breaks worker.h '/reeve_worker_token/d'
breaks worker.h 's/API int reeve_worker_fail/API void reeve_worker_fail/'
keeps plugin.h 's/^\tconst char \*metavar;/&\n\tint more;/'
keeps worker.h 's/API void reeve_worker_request_stop/API int reeve_worker_request_stop/'
keeps plugin.h 's/REEVE_ABI_MINOR 0/REEVE_ABI_MINOR 4/'
keeps plugin.h 's/^\tREEVE_KIND_STORE = 4,.*/&\n\tREEVE_KIND_MORE = 5,/'
keeps worker.h 's/^REEVE_API int reeve_worker_main/REEVE_API int reeve_worker_more(void);\n&/'

# The plugins, and one that needs every function that was ever promised.
mkdir "$work/p"
{
	printf '%s\n' '#include <stddef.h>' '#include <reeve/client.h>' '#include <reeve/plugin.h>' \
		'#include <reeve/status.h>' '#include <reeve/worker.h>' 'static void (*const all[])(void) = {'
	for header in "$frozen"/include/reeve/*.h; do
		declarations "$header"
	done | sed -n 's/^REEVE_API [^(]*[ *]\(reeve_[a-z0-9_]*\)(.*/	(void (*)(void))\1,/p' | sort -u
	cat <<-END
		};
		static int run(struct reeve_context *context)
		{
			size_t there = 0;
			for (size_t i = 0; i < sizeof all / sizeof *all; i++)
				there += all[i] != NULL;
			reeve_print(context, "%zu functions\n", there);
			return 0;
		}
		REEVE_ACTION("all", "all functions of ABI 1.0", .run = run);
	END
} >"$work/all.c"
for source in "$frozen"/*.c "$work/all.c"; do
	name=$(basename "$source" .c)
	expect 0 ${CC:-cc} -std=c99 -Wall -Wextra -Wno-address -Werror -fPIC -fvisibility=hidden -shared \
		-I "$frozen/include" -o "$work/p/$name.so" "$source"
done
make_command t <<-END
	usage = "<start|stop|status|action|all> -[d] -[option=TEXT] -[j] [word...]";
	plugin_path = ["p"];
	programs = (
		{ name = "a"; work = "work"; workers = 2; execute_times = 0; execute_usleep = "1h"; },
		{ name = "c"; work = "work"; workers = 1; execute_times = 0; execute_usleep = 0;
		  config = { greeting = "hello"; loud = true; runs = 3; deep = { factor = 1.25; }; }; },
		{ name = "b"; exec = ["sleep", "1000"]; }
	);
END
expect 0 "$REEVE" plugin -f "$work/t.cfg"
for plugin in action:action option:option work:work all:action; do
	expect_out "^  ${plugin%:*}  *${plugin#*:}  *1.0  *$work/p/"
done
expect 0 "$work/t" all
expect_out "^$(grep -c '(void (\*)(void))' "$work/all.c") functions$"
[ "$(grep -c '(void (\*)(void))' "$work/all.c")" -ge 45 ] || fail "too few functions in $work/all.c"

# They do what they did.
expect 0 "$work/t" action look
expect_out '^running 0 exit 3$'
expect_err "$tag.t action of t, option none, times -1$"
expect 0 "$work/t" action -option=twice -option=text start
expect_err ' action of t, option text, times 1$'
for line in 'running 1 exit 0' 'Guardian 1' 'Master running' 'Worker a.2 running running' 'Worker b.1 running running'; do
	expect 0 "$work/t" action look
	expect_out "^$line$"
done
expect 0 "$work/t" action look -j
same "$(json running <"$work/out")" true "status of ABI 1.0 as JSON"
expect 0 "$work/t" action wakeup
expect 0 "$work/t" action -option=x restart
log=$REEVE_STATE_DIR/$tag.t/log/c.out
await grep -q '^fini' "$log"
expect 2 "$work/t" action
expect_err 'one operand is wanted'
expect 2 "$work/t" start -option=x
expect 0 "$work/t" action stop
expect 3 "$work/t" status
grep -q '^init c.1 pid 1 running 0 token 1$' "$log" || fail "no init of c.1"
grep -q "^run 2 hello loud 1 factor 1.25 running 1 stopping [01] of process_m:Worker:$tag.t.c.1$" "$log" ||
	fail "no third run of c.1"
! grep -q '^run 3' "$log" || fail "a run after a stop was asked for"
