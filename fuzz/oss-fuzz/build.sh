#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# Builds every target into $OUT, with its seeds and its dictionary. OSS-Fuzz and ClusterFuzzLite set
# CC, CFLAGS, CXX, CXXFLAGS, LIB_FUZZING_ENGINE, OUT, SRC and WORK; so does tests/proof/fuzz.
build=$WORK/libsmtpreply

cd "$SRC/libsmtpreply"
[ -e "$build/build.ninja" ] ||
	meson setup "$build" -Dfuzzing_engine=external -Dfuzzing_flags="$LIB_FUZZING_ENGINE" \
		-Dbuildtype=plain -Db_lundef=false -Ddefault_library=static -Dexamples=disabled
meson compile -C "$build" fuzz-targets

for seeds in "$build"/fuzz/corpus/*/; do
	target=$(basename "$seeds")
	cp "$build/fuzz/$target" "$OUT/"
	cp fuzz/smtpreply.dict "$OUT/$target.dict"
	python3 -m zipfile -c "$OUT/${target}_seed_corpus.zip" "$seeds"*
done
