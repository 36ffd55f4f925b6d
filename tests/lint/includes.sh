#!/bin/sh
# SPDX-License-Identifier: MIT
# doc/architecture.md is true: every file stands in it, nobody includes what its table does not allow,
# and signals are sent from one file.
cd "${top_srcdir:-$(dirname "$0")/../..}" || exit 99
page=doc/architecture.md
failed=0

fail()
{
	echo "FAIL: $*"
	failed=1
}

# (a) Each file is mentioned, its header with it; and what is mentioned exists.
files=$(find src commands -name '*.[ch]' -o -name '*.in' |
	grep -v -e '/version\.h$' -e '/skeleton_texts\.c$' -e '/completion_texts\.c$' | sort)
for file in $files; do
	case $file in
	*.h) [ -e "${file%.h}.c" ] && continue ;;
	esac
	grep -q -F "\`$file\`" $page || fail "$file is not in $page"
done
for file in $(grep -o '`\(src\|commands\)/[^`]*\.[a-z]*`' $page | tr -d '\`'); do
	[ -e "$file" ] || fail "$page names $file, which is not there"
done

# The table: "| layer | may include | ...".
allowed()
{
	sed -n "s/^| $1 | \([a-z ]*\) |.*/ \1 /p" $page
}

# (b) Includes in quotes that name a layer, and (d) what sees the installed headers alone.
for file in $files; do
	case $file in
	src/include/*) layer=reeve ;;
	src/*) layer=${file#src/} layer=${layer%%/*} ;;
	commands/*) layer=commands ;;
	esac
	headers=$(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]\([^">]*\)[">].*/\1/p' "$file")
	may=$(allowed $layer)
	[ -n "$may" ] || [ $layer = reeve ] || fail "$page has no layer '$layer' ($file)"
	for header in $headers; do
		case $header in
		config.h | [!/]*[!/].h)
			# The libraries' own, the file's neighbours, and headers of a layer.
			[ "${header#*/}" != "$header" ] || continue
			;;
		esac
		[ -e "src/$header" ] || [ -e "src/include/$header" ] || [ "$header" = reeve/version.h ] || continue
		target=${header%%/*}
		[ "$target" = "$layer" ] && continue
		case $may in
		*" $target "*) ;;
		*) fail "$file includes $header: the layer '$layer' may include only:$may" ;;
		esac
	done
done

# (c) One function of the whole project sends signals; a command that one has come to ends itself by it. To take one's own name from a comment is no call.
sends='\<\(kill\|killpg\|tgkill\|tkill\|raise\|sigqueue\|pthread_kill\|pidfd_send_signal\|uv_kill\|uv_process_kill\)[[:space:]]*('
sends="$sends"'\|SYS_\(kill\|tkill\|tgkill\|pidfd_send_signal\|rt_sigqueueinfo\|rt_tgsigqueueinfo\)'
for file in $(grep -l -e "$sends" $files); do
	case $file in
	src/process/signal.c) continue ;;
	src/plugin/watch.c) [ "$(grep -h -e "$sends" "$file")" = "	raise(signal);" ] && continue ;;
	esac
	fail "$file sends a signal: $(grep -n -e "$sends" "$file")"
done
for file in $(grep -l -F '"cgroup.kill"' $files); do
	[ "$file" = src/process/cgroup_members.c ] || fail "$file ends processes by cgroup.kill"
done
grep -q -e "$sends" src/process/signal.c || fail "the pattern finds nothing in src/process/signal.c"

# (e) What is not in a fragment is neither run nor distributed.
for file in $files doc/*.md man/*.[1-9] templates/*.cfg tests/*/*.[ch] tests/*/*.sh tests/*/*.mk src/*/local.mk; do
	[ -e "$file" ] || continue
	# Made by configure.
	[ "${file%.in}" = "$file" ] || continue
	grep -q -F -e "${file%.mk}" $(find src commands templates man doc debian tests Makefile.am -name '*.mk' -o -name Makefile.am) ||
		fail "$file stands in no fragment"
done

[ $failed = 0 ] && echo "$(echo "$files" | wc -l) files: as $page says"
exit $failed
