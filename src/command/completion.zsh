@COMPDEF@
# SPDX-License-Identifier: MIT
# Completion for zsh. The command itself says what can stand at the cursor.
_reeve_complete()
{
	local command=${(Q)words[1]} line word
	local -a lines complete open

	[[ $command == '~/'* ]] && command=$HOME/${command[3,-1]}
	lines=("${(@f)$(command $command --complete=zsh $((CURRENT - 2)) "${(@Q)words[2,CURRENT-1]}" \
		"${(Q)PREFIX}" "${(@Q)words[CURRENT+1,-1]}" 2>/dev/null </dev/null)}")
	for line in $lines; do
		case $line in
		$'\tfiles\t'*)
			compset -P '*='
			_files -g "*${line##*$'\t'}(-.)" && return 0
			;;
		$'\tfiles')
			compset -P '*='
			_files && return 0
			;;
		$'\tdirectories')
			compset -P '*='
			_files -/ && return 0
			;;
		*)
			# "word:description"; nothing else need be quoted in either.
			word=${line%%$'\t'*}
			line=${line/$'\t'/:}
			if [[ $word == *= ]]; then
				open+=("$line")
			else
				complete+=("$line")
			fi
			;;
		esac
	done
	_describe -V 'argument' complete -- open -S ''
}
compdef _reeve_complete @NAME@
# Found by compinit, the file is read at the first use and has to answer already.
[[ ${zsh_eval_context[-1]} == loadautofunc ]] && _reeve_complete "$@"
