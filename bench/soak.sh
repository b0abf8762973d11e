#!/usr/bin/env bash
# Hours of a node's life in minutes, and whether what it keeps in memory grows. Called by bench/run.sh soak; JSON lines on standard output.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: bench/run.sh soak [--hours-equivalent N] [--minutes N] [--rate N] [--no-results]

  --hours-equivalent N  hours that pass for the node: its clock, timers, sessions and windows (default 8)
  --minutes N           minutes they take (default 10)
  --rate N              messages a second, on the clock of the wall (default 20000)
  --no-results          leave bench/results.jsonl and bench/RESULTS.md alone
TEXT
}

arguments=() write_results=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --hours-equivalent | --minutes | --rate) arguments+=("$1" "$2"); shift 2 ;;
    --no-results) write_results=no; shift ;;
    *) usage >&2; exit 2 ;;
  esac
done

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
work=$(mktemp -d "${TMPDIR:-/tmp}/eventedge-soak.XXXXXX")
trap 'rm -rf "$work"' EXIT

for project in bench/Soak bench/Measure; do dotnet build "$project" -c Release --nologo -v quiet -p:UseSharedCompilation=false >&2; done
dotnet artifacts/bin/Soak/release/EventEdge.Soak.dll run --directory "$work/run" "${arguments[@]}" > "$work/lines"
cat "$work/lines"
[ "$write_results" = yes ] || exit 0
touch bench/results.jsonl
{ grep -v '^{"suite":"soak"' bench/results.jsonl || true; cat "$work/lines"; } > "$work/results.jsonl"
cp "$work/results.jsonl" bench/results.jsonl
dotnet artifacts/bin/Measure/release/EventEdge.Measure.dll report bench/results.jsonl bench "$(sed -n 's/^Machine: \(.*\)\.$/\1/p' bench/RESULTS.md)"
