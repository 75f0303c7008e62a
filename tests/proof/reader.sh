# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Sourced by the proofs of the reader: builds a program with the lexer, the parser and the models,
# and lets it go through the rows of a table, two at a time. Wants name, and --long or nothing.

folder=build/proof/$name
list=list
limit=1800
if [ "${1-}" = --long ]; then
	list=list-long
	limit=20000
fi

for tool in "${CC:-cc}" re2c; do
	command -v "$tool" >/dev/null && continue
	echo "$name: there is no $tool; the package gcc or re2c brings it"
	exit 77
done
rm -rf "$folder"
mkdir -p "$folder"
re2c -c -b -W -Werror --no-generation-date --no-version -o "$folder/lexer.c" lib/wire/lexer.re

# Builds OUT of the reader and further sources and options: build_reader OUT ARGUMENT...
build_reader() {
	out=$1
	shift
	"${CC:-cc}" -std=c11 -O2 -Wall -Wextra -Iinclude -Ilib/wire -o "$folder/$out" \
		"$folder/lexer.c" lib/wire/parser.c lib/wire/names.c -DSMTPREPLY_VERSION='"proof"' "$@"
}

# Goes through the rows that standard input names, each a line "PROGRAM ROW": calls the program
# with the row and further arguments. Stops at the first row that fails, and shows what it told.
go_through_rows() {
	FOLDER=$folder LIMIT=$limit xargs -P 2 -d '\n' -I '{}' sh -c '
		line=$1 program=${1%% *} row=${1#* }
		shift
		told=$FOLDER/$(echo "$line" | tr -c "a-z0-9\n" -)
		timeout --foreground "$LIMIT" "$FOLDER/$program" "$row" "$@" >"$told.log" 2>&1 && exit
		echo "failed, or took over $LIMIT seconds: $line" >>"$told.log"
		exit 255' sh '{}' "$@" 2>/dev/null && return
	grep -h . "$folder"/*.log | grep -v ' 0 differences: '
	return 1
}

# Adds up a column of what the rows told, with commas as in 1,234,567.
sum_of_column() {
	cat "$folder"/*.log | awk -v column="$1" '{ sum += $column } END { printf "%.0f", sum }' |
		sed -e :again -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/' -e 't again'
}
