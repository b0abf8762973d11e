#!/usr/bin/env bash
# Nothing acknowledged is lost: real processes, faults by seed, a check from outside. See bench/torture.sh --help.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
dotnet build bench/Torture/Torture.csproj -c Release --nologo -v quiet -p:UseSharedCompilation=false >&2
exec dotnet artifacts/bin/Torture/release/EventEdge.Torture.dll "$@"
