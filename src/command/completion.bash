# SPDX-License-Identifier: MIT
# Completion for bash. The command itself says what can stand at the cursor.
_reeve_complete()
{
	local command before word prefix answer line file
	# As it was typed: in quotes perhaps, and with its tilde.
	command=${1//[\\\'\"]/}
	[[ $command == '~/'* ]] && command=$HOME/${command:2}
	before=${COMP_LINE:0:COMP_POINT}
	# Where "=" parts words, readline replaces only what follows it.
	word=${before##*[[:blank:]]}
	prefix=
	[[ $COMP_WORDBREAKS == *=* && $word == *=* ]] && prefix=${word%=*}=
	COMPREPLY=()
	answer=$("$command" --complete=bash "$before" "${COMP_LINE:COMP_POINT}" 2>/dev/null </dev/null)
	[[ -n $answer ]] || return 0
	while IFS= read -r line; do
		case $line in
		$'\tfiles\t'*)
			while IFS= read -r file; do
				[[ -n $file ]] && COMPREPLY+=("$file")
			done <<<"$(compgen -f -X "!*${line##*$'\t'}" -- "$2"; compgen -d -- "$2")"
			compopt -o filenames -o default 2>/dev/null
			;;
		$'\tfiles')
			compopt -o default 2>/dev/null
			;;
		$'\tdirectories')
			compopt -o dirnames 2>/dev/null
			;;
		*)
			COMPREPLY+=("${line#"$prefix"}")
			;;
		esac
	done <<<"$answer"
	[[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
	return 0
}
complete -o nosort -F _reeve_complete -- @NAME@ 2>/dev/null || complete -F _reeve_complete -- @NAME@
