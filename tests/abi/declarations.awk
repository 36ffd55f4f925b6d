# SPDX-License-Identifier: MIT
# Of a public header, each declaration and each #define on a line of its own, without comments, with
# single blanks: what an API is made of, whatever it looks like.
function squeeze(text)
{
	gsub(/[ \t]+/, " ", text)
	sub(/^ /, "", text)
	sub(/ $/, "", text)
	return text
}

# Directives away, definitions out; a line that ends in a backslash goes on.
function take(line)
{
	if (line ~ /^[ \t]*#[ \t]*if.*__cplusplus *$/)
		foreign = 1
	else if (line ~ /^[ \t]*#[ \t]*endif/)
		foreign = 0
	else if (line ~ /^[ \t]*#[ \t]*define[ \t]+[A-Za-z_]+_H$/)
		return
	else if (line ~ /^[ \t]*#[ \t]*define/)
		print squeeze(line)
	else if (line !~ /^[ \t]*#/ && !foreign)
		code = code " " line
}

{
	text = text $0 "\n"
}

END {
	while ((at = index(text, "/*")) > 0) {
		rest = substr(text, at + 2)
		text = substr(text, 1, at - 1) " " substr(rest, index(rest, "*/") + 2)
	}
	gsub(/\\\n/, " ", text)
	count = split(text, lines, "\n")
	for (i = 1; i <= count; i++)
		take(lines[i])
	for (i = 1; i <= length(code); i++) {
		c = substr(code, i, 1)
		depth += (c == "{") - (c == "}")
		if (c == ";" && depth == 0) {
			print squeeze(declaration)
			declaration = ""
		} else {
			declaration = declaration c
		}
	}
	if (squeeze(declaration) != "")
		print "unfinished: " squeeze(declaration)
}
