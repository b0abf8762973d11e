#!/usr/bin/env bash
# Fuzzes the MQTT door for so many minutes, a million packets a seed: bench/fuzz.sh --minutes 60 --seed 1. JSON lines out; ends with 1 at the
# first violation, which it prints with its seed and the shortest packets that show it. With --frames first, it fuzzes the cloud's reader of frames instead, a
# million frames a seed; with --decoders, every decoder that a binding can choose, a million payloads a seed.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
dotnet build bench/Fuzz/Fuzz.csproj -c Release --nologo -v quiet -p:UseSharedCompilation=false >&2
exec dotnet artifacts/bin/Fuzz/release/EventEdge.Fuzz.dll "$@"
