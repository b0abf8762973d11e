#!/usr/bin/env bash
# The suite "functions" of bench/run.sh: what a call costs over its floor, as JSON lines.
set -euo pipefail

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
dotnet build bench/FunctionCost/FunctionCost.csproj -c Release --nologo -v quiet -p:UseSharedCompilation=false >&2
exec dotnet artifacts/bin/FunctionCost/release/EventEdge.FunctionCost.dll
