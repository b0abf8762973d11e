#!/bin/sh
# Compiles overheat.c and makes the image named by the first argument (default: eventedge-overheat:1) of it. Needs gcc and docker, and no registry.
set -eu
here=$(dirname "$(readlink -f "$0")")
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
gcc -static -O2 -Wall -Werror "$here/overheat.c" -o "$context/overheat"
cp "$here/Dockerfile" "$context"
docker build --quiet --network none --tag "${1:-eventedge-overheat:1}" "$context"
