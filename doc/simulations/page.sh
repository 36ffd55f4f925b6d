#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes a page anew, with the time lines as they are now:
#	doc/simulations/page.sh doc/supervision.md >new && mv new doc/supervision.md
# What stands between "<!-- simulation: NAME -->" and "<!-- until here -->" is replaced.
here=$(cd "$(dirname "$0")" && pwd) || exit 1
: "${REEVE:=$here/../../reeve}"

show()
{
	printf '%s:\n\n' "$1"
	sed 's/^\(.\)/    \1/; s/	/    /g' "$here/$1"
	echo
}

simulate()
{
	echo
	show "$1.cfg"
	show "$1.events"
	printf 'What it comes to:\n\n'
	"$REEVE" simulate "$here/$1.cfg" -events="$here/$1.events" | sed 's/^/    /'
	echo
}

replacing=
while IFS= read -r line; do
	[ "$line" != '<!-- until here -->' ] || replacing=
	[ -z "$replacing" ] || continue
	printf '%s\n' "$line"
	case $line in
	'<!-- simulation: '*)
		name=${line#<!-- simulation: }
		simulate "${name% -->}"
		replacing=yes
		;;
	esac
done <"$1"
