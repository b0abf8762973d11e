#!/usr/bin/env bash
# One outage of a node: results pile up on disk with the link cut, then leave. Called by bench/run.sh backlog; prints one line of JSON.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: bench/run.sh backlog [--records N] [--rabbitmq URI] [--fill-rate N] [--drain-seconds N]

  --records N        results that wait before the link is restored (default 20000000, about 2.6 GB of disk)
  --rabbitmq URI     a broker between edge and cloud (default: the in-memory bus)
  --fill-rate N      events a second while the link is cut (default: as many as the node takes)
  --drain-seconds N  how long the way down is watched (default 3600)
TEXT
}

records=20000000 drain_seconds=3600 fill_rate=0 rabbitmq=
while [ $# -gt 0 ]; do
  case "$1" in
    --records) records=$2; shift 2 ;;
    --fill-rate) fill_rate=$2; shift 2 ;;
    --rabbitmq) rabbitmq=$2; shift 2 ;;
    --drain-seconds) drain_seconds=$2; shift 2 ;;
    *) usage >&2; exit 2 ;;
  esac
done

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
work=$(mktemp -d "${TMPDIR:-/tmp}/eventedge-backlog.XXXXXX")
trap 'rm -rf "$work"' EXIT

dotnet build bench/Backlog/Backlog.csproj -c Release --nologo -v quiet -p:UseSharedCompilation=false >&2
dotnet artifacts/bin/Backlog/release/EventEdge.Backlog.dll \
  --records "$records" --directory "$work/run" --fill-rate "$fill_rate" --drain-seconds "$drain_seconds" ${rabbitmq:+--rabbitmq "$rabbitmq"}
