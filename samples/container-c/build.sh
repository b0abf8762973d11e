#!/bin/sh
# build.sh [IMAGE [FILE.c]] compiles a function and makes an image of nothing but it. Default: eventedge-overheat:1 of the overheat.c beside this script.
# Needs gcc and docker, and no registry.
set -eu
here=$(dirname "$(readlink -f "$0")")
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
gcc -static -O2 -Wall -Werror -I "$here" "${2:-$here/overheat.c}" -o "$context/function"
cp "$here/Dockerfile" "$context"
docker build --quiet --network none --tag "${1:-eventedge-overheat:1}" "$context"
