#!/bin/sh
# Compiles overheat.c to the file named by the first argument (default: overheat.wasm beside it). Needs clang and wasm-ld (Debian: clang, lld).
set -eu
here=$(dirname "$(readlink -f "$0")")
clang=$(command -v clang || command -v clang-14) || { echo "build.sh: clang is missing" >&2; exit 1; }
linker=$(command -v wasm-ld || command -v wasm-ld-14) || { echo "build.sh: wasm-ld is missing" >&2; exit 1; }
object=$(mktemp)
trap 'rm -f "$object"' EXIT
"$clang" --target=wasm32 -O2 -Wall -Werror -c "$here/overheat.c" -o "$object"
"$linker" --no-entry "$object" -o "${1:-$here/overheat.wasm}"
