#!/usr/bin/env bash
# Benchmarks against peers: one command, JSON lines on standard output, progress on standard error. See bench/run.sh --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: bench/run.sh functions
       bench/run.sh pipeline [--rounds N] [--messages N] [--peer-messages N] [--no-results]

  pipeline          MQTT → JSON → one-second window by device → MQTT, EventEdge and Node-RED in turn on the same load
  functions         a call of a function in the process, in a process of its own and in WebAssembly, each beside the least it could take
  --rounds N        rounds of each side, alternating; figures are medians (default 3)
  --messages N      burst sent to EventEdge in each round (default 4000000)
  --peer-messages N burst sent to Node-RED in each round (default 300000)
  --no-results      do not write bench/RESULTS.md

Needs mosquitto, mosquitto_sub, node and npm beside the .NET 10 SDK; Node-RED is installed below artifacts/ once.
TEXT
}

rounds=3 messages=4000000 peer_messages=300000 write_results=yes
if [ "${1:-}" = functions ]; then exec "$(dirname "$(readlink -f "$0")")/functions.sh"; fi
[ "${1:-}" = pipeline ] || { usage >&2; exit 2; }
shift
while [ $# -gt 0 ]; do
  case "$1" in
    --rounds) rounds=$2; shift 2 ;;
    --messages) messages=$2; shift 2 ;;
    --peer-messages) peer_messages=$2; shift 2 ;;
    --no-results) write_results=no; shift ;;
    *) usage >&2; exit 2 ;;
  esac
done

bench=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
cd "$bench/.."
export PATH="$PATH:/usr/sbin:/sbin" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

readonly keys=100 clients=8 start_limit_seconds=60 drain_limit_seconds=180
readonly program=artifacts/bin/EventEdge/release/eventedge.dll generator=artifacts/bin/LoadGenerator/release/EventEdge.LoadGenerator.dll
readonly node_red=artifacts/peers/node-red
for tool in dotnet mosquitto mosquitto_sub node npm; do
  command -v "$tool" > /dev/null || { echo "bench/run.sh: $tool is missing" >&2; exit 1; }
done

work=$(mktemp -d "${TMPDIR:-/tmp}/eventedge-bench.XXXXXX")
chmod 755 "$work"
started=()
stop_all() {
  local pid
  for pid in "${started[@]}"; do kill -TERM "$pid" 2> /dev/null || true; done
  for pid in "${started[@]}"; do
    for _ in $(seq 100); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
    kill -KILL "$pid" 2> /dev/null || true
    wait "$pid" 2> /dev/null || true
  done
  started=()
}
trap 'stop_all; rm -rf "$work"' EXIT

say() { echo "$*" >&2; }
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

# Seconds of processor time of processes and all their threads so far.
cpu_seconds() {
  local pid
  for pid in "$@"; do cut -d ')' -f 2 "/proc/$pid/stat"; done | awk -v hz="$(getconf CLK_TCK)" '{ sum += $12 + $13 } END { printf "%.3f", sum / hz }'
}

wait_for() {
  local what=$1 deadline=$((SECONDS + start_limit_seconds))
  shift
  until "$@" > /dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || { say "bench/run.sh: waited $start_limit_seconds s for $what"; cat "$work"/*.log >&2; exit 1; }
    sleep 0.1
  done
}
accepts() { node -e 'require("net").connect(+process.argv[1],"127.0.0.1",()=>process.exit(0)).on("error",()=>process.exit(1))' "$1"; }

prepare() {
  say 'building'
  dotnet build EventEdge/EventEdge.csproj -c Release --nologo -v quiet -p:UseSharedCompilation=false >&2
  dotnet build bench/LoadGenerator/LoadGenerator.csproj -c Release --nologo -v quiet -p:UseSharedCompilation=false >&2
  if [ ! -e "$node_red/node_modules/node-red/red.js" ]; then
    say 'installing Node-RED (once)'
    mkdir -p "$node_red"
    (cd "$node_red" && npm install --no-package-lock --no-audit --no-fund --loglevel=error --prefix . node-red@4 >&2)
  fi
}

start_eventedge() {
  port=$(free_port)
  local data="$work/data-$1" http
  http=$(free_port)
  dotnet "$program" up --bindings bench/bindings.yaml --data "$data" --mqtt "127.0.0.1:$port" --http "127.0.0.1:$http" > "$work/eventedge.log" 2>&1 &
  started+=($!)
  measured=($!)
  wait_for EventEdge accepts "$port"
}

start_node_red() {
  port=$(free_port)
  printf 'listener %s 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_queued_bytes 0\npersistence false\n' "$port" > "$work/mosquitto.conf"
  mosquitto -c "$work/mosquitto.conf" > "$work/mosquitto.log" 2>&1 &
  started+=($!)
  measured=($!)
  wait_for Mosquitto accepts "$port"
  rm -rf "$work/node-red"
  mkdir "$work/node-red"
  cp bench/peers/node-red/flows.json bench/peers/node-red/settings.js "$work/node-red/"
  BROKER_PORT=$port NODE_RED_PORT=$(free_port) node "$node_red/node_modules/node-red/red.js" -u "$work/node-red" > "$work/node-red.log" 2>&1 &
  started+=($!)
  measured+=($!)
  wait_for Node-RED grep -q 'Connected to broker' "$work/node-red.log"
}

# The flow has drained when its processes have nothing left to do: two quiet seconds in a row.
wait_for_drain() {
  local before now quiet=0 deadline=$((SECONDS + drain_limit_seconds))
  before=$(cpu_seconds "${measured[@]}")
  while [ $SECONDS -lt $deadline ]; do
    sleep 1
    now=$(cpu_seconds "${measured[@]}")
    if awk -v a="$before" -v b="$now" 'BEGIN { exit !(b - a < 0.05) }'; then quiet=$((quiet + 1)); else quiet=0; fi
    [ $quiet -lt 2 ] || return 0
    before=$now
  done
  say "bench/run.sh: still draining after $drain_limit_seconds s"
  exit 1
}

# One round: prints "RATE CPU_MICROSECONDS_PER_MESSAGE".
round() {
  local side=$1 count=$2 cpu_before cpu_after rate counted
  "start_$side" "$3"
  : > "$work/results"
  mosquitto_sub -h 127.0.0.1 -p "$port" -t 'agg/#' -F '%U %t %p' > "$work/results" 2> /dev/null &
  started+=($!)
  # A short burst first: neither side is measured while it compiles.
  dotnet "$generator" --port "$port" --clients "$clients" --keys "$keys" --messages $((count / 10)) > "$work/load.json"
  wait_for_drain
  : > "$work/results"
  cpu_before=$(cpu_seconds "${measured[@]}")
  dotnet "$generator" --port "$port" --clients "$clients" --keys "$keys" --messages "$count" > "$work/load.json"
  wait_for_drain
  cpu_after=$(cpu_seconds "${measured[@]}")
  read -r rate counted < <(awk -f bench/pipeline/rate.awk "$work/results")
  stop_all
  say "  $side: $rate msg/s, $counted of $count messages in results"
  # Node-RED shows a key's last window only when the next message comes: up to one window a key stays unseen at the end.
  [ "$counted" -ge $((count * 8 / 10)) ] || { say "bench/run.sh: $side lost messages"; exit 1; }
  echo "$rate $(awk -v a="$cpu_before" -v b="$cpu_after" -v n="$count" 'BEGIN { printf "%.3f", (b - a) * 1e6 / n }')"
}

line() {
  printf '{"suite":"pipeline","name":"%s","metric":"%s","value":%s,"unit":"%s","peer":"%s","ratio":%s}\n' "$@"
}

describe_machine() {
  echo "$(nproc) × $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), Linux $(uname -r | cut -d- -f1), .NET $(dotnet --version), Node.js $(node --version), $(mosquitto -h | sed -n 's/^\(mosquitto version [0-9.]*\).*/\1/p')"
}

pipeline() {
  local r own_rate own_cpu peer_rate peer_cpu peer
  for r in $(seq "$rounds"); do
    say "round $r of $rounds"
    round eventedge "$messages" "$r" >> "$work/own"
    round node_red "$peer_messages" "$r" >> "$work/peer"
  done
  own_rate=$(cut -d ' ' -f 1 "$work/own" | median)
  own_cpu=$(cut -d ' ' -f 2 "$work/own" | median)
  peer_rate=$(cut -d ' ' -f 1 "$work/peer" | median)
  peer_cpu=$(cut -d ' ' -f 2 "$work/peer" | median)
  peer="node-red $(node -p "require('./$node_red/node_modules/node-red/package.json').version")"
  {
    line eventedge throughput "$own_rate" msg/s "$peer" "$(awk -v a="$own_rate" -v b="$peer_rate" 'BEGIN { printf "%.2f", a / b }')"
    line eventedge cpu "$own_cpu" us/msg "$peer" "$(awk -v a="$own_cpu" -v b="$peer_cpu" 'BEGIN { printf "%.3f", a / b }')"
    line "$peer" throughput "$peer_rate" msg/s "$peer" 1
    line "$peer" cpu "$peer_cpu" us/msg "$peer" 1
  } | tee "$work/lines"
  [ "$write_results" = yes ] || return 0
  {
    printf '# Results\n\nWritten by `bench/run.sh pipeline`; figures of one machine mean little, the ratios are the point.\n\n'
    printf 'Machine: %s.\n\nLoad: bursts of %s (EventEdge) and %s (Node-RED behind Mosquitto) JSON messages, %s devices, %s connections, QoS 0; medians of %s alternating rounds.\n' \
      "$(describe_machine)" "$messages" "$peer_messages" "$keys" "$clients" "$rounds"
    printf 'Throughput is read from the counts in the published window results of either side, processor time (broker included) from the kernel.\n\n'
    printf '| | messages a second | processor time a message |\n|---|---|---|\n'
    printf '| EventEdge, embedded broker | %s | %s µs |\n| %s, Mosquitto | %s | %s µs |\n' "$own_rate" "$own_cpu" "$peer" "$peer_rate" "$peer_cpu"
    printf '\nEach round (messages a second, µs a message):\n\n```\n'
    paste -d '|' "$work/own" "$work/peer" | sed 's/|/   |   /; s/^/EventEdge /; s/|  /| Node-RED/'
    printf '```\n\n```json\n%s\n```\n' "$(cat "$work/lines")"
  } > bench/RESULTS.md
}

prepare
pipeline
