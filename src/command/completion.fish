# SPDX-License-Identifier: MIT
# Completion for fish. The command itself says what can stand at the cursor.
function __reeve_complete
	set -l words (commandline -xpc 2>/dev/null; or commandline -opc)
	set -l typed (commandline -ct)
	set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
	set -e words[1]
	# A quote may still be open.
	set -l value (string unescape -- $typed; or string replace -r '^["\']' '' -- $typed)
	for line in (command $program --complete=fish (count $words) $words "$value" 2>/dev/null </dev/null)
		set -l lead (string match -r '^-[^=]*=' -- $value)
		set -l rest (string replace -r '^-[^=]*=' '' -- $value)
		switch $line
			case \tfiles\t'*'
				string replace -r -- '^' "$lead" (__fish_complete_suffix "$rest" (string split \t -- $line)[3])
			case \tfiles
				string replace -r -- '^' "$lead" (__fish_complete_path "$rest")
			case \tdirectories
				string replace -r -- '^' "$lead" (__fish_complete_directories "$rest" '')
			case '*'
				printf '%s\n' $line
		end
	end
end
# The name is unquoted once more than elsewhere.
complete --command (string escape -- @NAME@) --no-files --keep-order --arguments '(__reeve_complete)'
