#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints files as C strings: the texts that `reeve new` starts from (api/project/skeleton.h).
echo '/* Made by embed.sh. */'
echo '#include "api/project/skeleton.h"'
echo
echo 'const struct skeleton_text skeleton_texts[] = {'
for file in "$@"; do
	printf '\t{"%s",\n' "${file##*/}"
	sed 's/\\/\\\\/g; s/"/\\"/g; s/	/\\t/g; s/.*/\t\t"&\\n"/' "$file" || exit 1
	printf '\t},\n'
done
printf '\t{NULL, NULL},\n};\n'
