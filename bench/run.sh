#!/usr/bin/env bash
# Benchmarks against peers: one command, JSON lines on standard output, progress on standard error. See bench/run.sh --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: bench/run.sh SUITE|all [--rounds N] [--seconds N] [--messages N] [--peer-messages N] [--no-build] [--no-results]
       bench/run.sh backlog [--records N] [--rabbitmq URI] [--fill-rate N] [--drain-seconds N]
       bench/run.sh functions
       bench/run.sh soak [--hours-equivalent N] [--minutes N] [--rate N]

  pipeline          MQTT → JSON → one-second window by device → MQTT beside Node-RED, and QoS 1 acknowledged from disk beside Mosquitto,
                    which acknowledges from memory
  latency           open loop, 1,000 msg/s: sensor → broker → function → MQTT listener, beside Node-RED and a bare Mosquitto echo
  telemetry         the same burst with metrics and traces of one message in 1,000 sent to a collector, beside none
  windows           every kind of window, 1 to 100,000 keys: heap a key, time an event, time a firing
  workers           decoding and windows by one worker and by several
  record            what the record of the last events costs, by which a node says why nothing arrived
  journal           append, commit and read, beside a bare write and sync
  idle              memory, processor time and start-up with nothing to do: an edge node with a RabbitMQ to send to, edge and cloud in one process,
                    and Node-RED
  trie              finding a topic's bindings among 1 to 10,000
  micro             the inner loops under BenchmarkDotNet, with what they allocate (bench/micro.md)
  all               all of them

  backlog           one long outage, and the way back (bench/backlog.sh)
  functions         a call of a function in the process, in a process of its own, in WebAssembly and, where a container engine answers, in a
                    container, each beside the least it could take
  soak              eight hours of a node's life in ten minutes: does what it keeps in memory grow? (bench/soak.sh)

  --rounds N        rounds of each side, alternating; figures are medians (default 3)
  --seconds N       length of a round of latency and of durable QoS 1 (default 6)
  --messages N      burst sent to EventEdge in each round (default 4000000)
  --peer-messages N burst sent to Node-RED in each round (default 300000)
  --no-build        run what is built already
  --no-results      leave bench/results.jsonl, bench/RESULTS.md and bench/results.svg alone

Needs mosquitto, mosquitto_sub, node and npm beside the .NET 10 SDK, and for idle rabbitmq-server; Node-RED is installed below artifacts/ once.
TEXT
}

case "${1:-}" in
  backlog | functions | soak) exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/$1.sh" "${@:2}" ;;
esac

rounds=3 seconds=6 messages=4000000 peer_messages=300000 write_results=yes build=yes
readonly every_suite='pipeline latency telemetry windows workers record journal idle trie micro'
case " $every_suite all " in
  *" ${1:-none} "*) suites=$1; [ "$1" != all ] || suites=$every_suite; shift ;;
  *) usage >&2; exit 2 ;;
esac
while [ $# -gt 0 ]; do
  case "$1" in
    --rounds) rounds=$2; shift 2 ;;
    --seconds) seconds=$2; shift 2 ;;
    --messages) messages=$2; shift 2 ;;
    --peer-messages) peer_messages=$2; shift 2 ;;
    --no-build) build=no; shift ;;
    --no-results) write_results=no; shift ;;
    *) usage >&2; exit 2 ;;
  esac
done

bench=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
cd "$bench/.."
export PATH="$PATH:/usr/sbin:/sbin" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

readonly keys=100 clients=8 start_limit_seconds=60 drain_limit_seconds=180
readonly program=artifacts/bin/EventEdge/release/eventedge.dll generator=artifacts/bin/LoadGenerator/release/EventEdge.LoadGenerator.dll
readonly measure=artifacts/bin/Measure/release/EventEdge.Measure.dll micro=artifacts/bin/Micro/release/EventEdge.Micro.dll
readonly node_red=artifacts/peers/node-red rabbitmq=/usr/lib/rabbitmq/bin/rabbitmq-server
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
    sleep 0.02
  done
}
accepts() { (exec 3<> "/dev/tcp/127.0.0.1/$1"); }

prepare() {
  local project
  [ "$build" = no ] || for project in EventEdge bench/LoadGenerator bench/Measure bench/Micro; do
    say "building $project"
    dotnet build "$project" -c Release --nologo -v quiet >&2
  done
  if [ ! -e "$node_red/node_modules/node-red/red.js" ]; then
    say 'installing Node-RED (once)'
    mkdir -p "$node_red"
    (cd "$node_red" && npm install --no-package-lock --no-audit --no-fund --loglevel=error --prefix . node-red@4 >&2)
  fi
}

start_eventedge() { start_node "$1" up; }

# A collector that takes everything and keeps nothing.
start_traced() {
  local collector
  collector=$(free_port)
  node -e 'require("http").createServer((q, a) => q.on("end", () => a.end()).resume()).listen(+process.argv[1], "127.0.0.1")' "$collector" &
  started+=($!)
  wait_for 'the collector' accepts "$collector"
  start_node "$1" up --otlp-endpoint "http://127.0.0.1:$collector" --otlp-protocol http/protobuf --trace-ratio 0.001
}

start_edge() {
  start_rabbitmq "$1"
  start_node "$1" edge --rabbitmq "amqp://127.0.0.1:$amqp_port"
}

# start_node NAME ROLE [OPTION]…
start_node() {
  port=$(free_port)
  local data="$work/data-$1" http
  http=$(free_port)
  launched=$(date +%s%N)
  dotnet "$program" "${@:2}" --bindings bench/bindings.yaml --data "$data" --mqtt "127.0.0.1:$port" --http "127.0.0.1:$http" > "$work/eventedge.log" 2>&1 &
  started+=($!)
  measured=($!)
  wait_for EventEdge accepts "$port"
}

# A RabbitMQ of its own: no node name, port, cookie or folder is shared with one of the machine.
start_rabbitmq() {
  local home="$work/rabbitmq-$1" mapper_port
  amqp_port=$(free_port)
  mapper_port=$(free_port)
  mkdir "$home"
  epmd -port "$mapper_port" -address 127.0.0.1 > "$work/epmd.log" 2>&1 &
  started+=($!)
  env HOME="$home" ERL_EPMD_PORT="$mapper_port" ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_CONF_ENV_FILE=/dev/null \
    RABBITMQ_NODENAME="bench-$amqp_port@localhost" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT="$amqp_port" \
    RABBITMQ_DIST_PORT="$(free_port)" RABBITMQ_MNESIA_BASE="$home/data" RABBITMQ_LOG_BASE="$home/log" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$PWD/broker-config/rabbitmq/enabled_plugins" RABBITMQ_CONFIG_FILE="$PWD/broker-config/rabbitmq/rabbitmq.conf" \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 2:2 +sbwt none' "$rabbitmq" > "$work/rabbitmq.log" 2>&1 &
  started+=($!)
  wait_for RabbitMQ accepts "$amqp_port"
}

start_mosquitto() {
  port=$(free_port)
  printf 'listener %s 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0\nmax_queued_bytes 0\npersistence false\n' \
    "$port" > "$work/mosquitto.conf"
  mosquitto -c "$work/mosquitto.conf" > "$work/mosquitto.log" 2>&1 &
  started+=($!)
  measured=($!)
  wait_for Mosquitto accepts "$port"
}

start_node_red() {
  start_mosquitto
  rm -rf "$work/node-red"
  mkdir "$work/node-red"
  cp bench/peers/node-red/flows.json bench/peers/node-red/settings.js "$work/node-red/"
  local editor
  editor=$(free_port)
  launched=$(date +%s%N)
  BROKER_PORT=$port NODE_RED_PORT=$editor node "$node_red/node_modules/node-red/red.js" -u "$work/node-red" > "$work/node-red.log" 2>&1 &
  started+=($!)
  measured+=($!)
  wait_for Node-RED grep -q 'Connected to broker' "$work/node-red.log"
}

# The flow has drained when its processes have nothing left to do: three quiet seconds in a row.
wait_for_drain() {
  local before now quiet=0 deadline=$((SECONDS + drain_limit_seconds))
  before=$(cpu_seconds "${measured[@]}")
  while [ $SECONDS -lt $deadline ]; do
    sleep 1
    now=$(cpu_seconds "${measured[@]}")
    if awk -v a="$before" -v b="$now" 'BEGIN { exit !(b - a < 0.03) }'; then quiet=$((quiet + 1)); else quiet=0; fi
    [ $quiet -lt 3 ] || return 0
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
  printf '{"suite":"%s","name":"%s","metric":"%s","value":%s,"unit":"%s","peer":"%s","ratio":%s}\n' "$@"
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }
column() { cut -d ' ' -f "$2" "$work/$1" | median; }
peer_name() { echo "node-red $(node -p "require('./$node_red/node_modules/node-red/package.json').version")"; }

describe_machine() {
  echo "$(nproc) × $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), Linux $(uname -r | cut -d- -f1), .NET $(dotnet --version), Node.js $(node --version), $(mosquitto -h | sed -n 's/^\(mosquitto version [0-9.]*\).*/\1/p'), load average $(cut -d " " -f 2 /proc/loadavg) while measuring"
}

pipeline() {
  local r peer metric at unit
  peer=$(peer_name)
  for r in $(seq "$rounds"); do
    say "round $r of $rounds"
    round eventedge "$messages" "pipeline-$r" >> "$work/own"
    round node_red "$peer_messages" "pipeline-$r" >> "$work/peer"
  done
  while read -r metric at unit; do
    line pipeline eventedge "$metric" "$(column own "$at")" "$unit" "$peer" "$(ratio "$(column own "$at")" "$(column peer "$at")")"
    line pipeline "$peer" "$metric" "$(column peer "$at")" "$unit" "$peer" 1
  done <<< $'throughput 1 msg/s\ncpu 2 us/msg'
  durable 8
  durable 1
}

# QoS 1 with 100 messages in flight a client, EventEdge and Mosquitto in turn: prints the rates at which they acknowledge.
durable() {
  local count=$1 r side noun=clients own peer
  [ "$count" -gt 1 ] || noun=client
  for r in $(seq "$rounds"); do
    for side in eventedge mosquitto; do
      "start_$side" "durable-$count-$r"
      dotnet "$generator" --port "$port" --clients "$count" --keys "$keys" --qos 1 --inflight 100 --seconds 3 > "$work/load.json"
      dotnet "$generator" --port "$port" --clients "$count" --keys "$keys" --qos 1 --inflight 100 --seconds "$seconds" > "$work/load.json"
      stop_all
      sed -n 's/.*"rate":\([0-9]*\).*/\1/p' "$work/load.json" | tee -a "$work/durable-$count-$side" | sed "s/^/  $side, $count $noun: /" >&2
    done
  done
  own=$(column "durable-$count-eventedge" 1)
  peer=$(column "durable-$count-mosquitto" 1)
  line pipeline "eventedge, $count $noun" durable "$own" msg/s mosquitto "$(ratio "$own" "$peer")"
  line pipeline "mosquitto, $count $noun" durable "$peer" msg/s mosquitto 1
}

telemetry() {
  local r metric at unit
  for r in $(seq "$rounds"); do
    say "round $r of $rounds"
    round eventedge "$messages" "plain-$r" >> "$work/plain"
    round traced "$messages" "traced-$r" >> "$work/traced"
  done
  while read -r metric at unit; do
    line telemetry 'eventedge, traced 1/1000' "$metric" "$(column traced "$at")" "$unit" eventedge "$(ratio "$(column traced "$at")" "$(column plain "$at")")"
    line telemetry eventedge "$metric" "$(column plain "$at")" "$unit" eventedge 1
  done <<< $'throughput 1 msg/s\ncpu 2 us/msg'
}

start_durable() { start_eventedge "$1"; }
start_echo() { start_mosquitto; }

latency() {
  local r side listen qos peer at=1 metric name
  peer=$(peer_name)
  for r in $(seq "$rounds"); do
    for side in echo node_red eventedge durable; do
      listen='alerts/#' qos=0
      [ "$side" != echo ] || listen='bench/+/temp'
      [ "$side" != durable ] || qos=1
      "start_$side" "latency-$side-$r"
      dotnet "$measure" latency --port "$port" --listen "$listen" --qos "$qos" --seconds "$seconds" >> "$work/latency-$side"
      stop_all
      say "  $side: $(tail -n 1 "$work/latency-$side") µs (p50 p90 p99 p99.9 longest)"
    done
    dotnet "$measure" sync "$work" >> "$work/latency-sync"
    # What is compiled in the first seconds is not the disk.
    start_eventedge "latency-warm-$r"
    for side in 0 1; do
      dotnet "$measure" latency --port "$port" --listen 'alerts/#' --qos $side --warm-up 20 --seconds "$seconds" >> "$work/latency-warm-$side"
      say "  warm, QoS $side: $(tail -n 1 "$work/latency-warm-$side") µs, a bare sync: $(tail -n 1 "$work/latency-sync")"
    done
    stop_all
  done
  for metric in p50 p90 p99 p99.9 longest; do
    for side in eventedge durable node_red echo; do
      case $side in
        eventedge) name=eventedge ;;
        durable) name='eventedge, durable QoS 1' ;;
        node_red) name=$peer ;;
        echo) name='mosquitto echo' ;;
      esac
      line latency "$name" "$metric" "$(column "latency-$side" $at)" us "$peer" "$(ratio "$(column "latency-$side" $at)" "$(column latency-node_red $at)")"
    done
    at=$((at + 1))
  done
  local least
  least=$(awk -v a="$(column latency-warm-0 1)" -v b="$(column latency-sync 1)" 'BEGIN { printf "%.1f", a + 2 * b }')
  line latency 'eventedge, durable QoS 1' 'p50, warm' "$(column latency-warm-1 1)" us 'QoS 0 and two bare syncs' "$(ratio "$(column latency-warm-1 1)" "$least")"
  line latency 'QoS 0 and two bare syncs' 'p50, warm' "$least" us 'QoS 0 and two bare syncs' 1
  line latency 'bare write and sync' 'p50, warm' "$(column latency-sync 1)" us 'QoS 0 and two bare syncs' "$(ratio "$(column latency-sync 1)" "$least")"
}

# Megabytes of some kinds (a pattern over /proc/PID/status) that the measured processes hold.
memory() {
  local pid
  for pid in "${measured[@]}"; do cat "/proc/$pid/status"; done | awk -v kinds="^($1):" '$1 ~ kinds { sum += $2 } END { printf "%.1f", sum / 1024 }'
}

# One start of one side: prints "READY_MILLISECONDS RESIDENT_MEGABYTES PRIVATE_MEGABYTES PROCESSOR_PERCENT" of it with nothing to do.
idle_round() {
  local ready before after resident own
  "start_$1" "$2"
  ready=$((($(date +%s%N) - launched) / 1000000))
  sleep 60 # what is compiled in the first minute is not idleness
  before=$(cpu_seconds "${measured[@]}")
  sleep 20
  after=$(cpu_seconds "${measured[@]}")
  resident=$(memory VmRSS) own=$(memory 'RssAnon|RssShmem')
  stop_all
  echo "$ready $resident $own $(awk -v a="$before" -v b="$after" 'BEGIN { printf "%.2f", (b - a) * 5 }')"
}

idle() {
  local r peer at metric unit
  [ -x "$rabbitmq" ] || { say "bench/run.sh: $rabbitmq is missing"; exit 1; }
  peer=$(peer_name)
  for r in $(seq "$rounds"); do
    idle_round edge "idle-edge-$r" >> "$work/idle-edge"
    idle_round eventedge "idle-up-$r" >> "$work/idle-up"
    idle_round node_red "idle-$r" >> "$work/idle-peer"
    say "  edge $(tail -n 1 "$work/idle-edge"), up $(tail -n 1 "$work/idle-up"), node-red $(tail -n 1 "$work/idle-peer") (ms to ready, MB, MB private, % of a core)"
  done
  while read -r metric at unit; do
    for r in edge up; do
      line idle "eventedge $r" "$metric" "$(column "idle-$r" "$at")" "$unit" "$peer" "$(awk -v a="$(column "idle-$r" "$at")" -v b="$(column idle-peer "$at")" 'BEGIN { printf "%.3f", (b > 0 ? a / b : 0) }')"
    done
    line idle "$peer" "$metric" "$(column idle-peer "$at")" "$unit" "$peer" 1
  done <<< $'ready 1 ms\nrss 2 MB\nprivate 3 MB\ncpu 4 %'
}

windows() { dotnet "$measure" windows; }
workers() { dotnet "$measure" workers; }

record() { dotnet "$measure" record; }
trie() { dotnet "$measure" trie; }
journal() {
  mkdir -p "$work/journal"
  dotnet "$measure" journal "$work/journal"
}

micro() {
  dotnet "$micro" --filter '*' --artifacts "$work/micro" > "$work/micro.log" 2>&1 || { cat "$work/micro.log" >&2; exit 1; }
  [ "$write_results" = no ] || { printf '# Inner loops\n\nWritten by `bench/run.sh micro`.\n\n' && cat "$work"/micro/results/*-report-github.md; } > bench/micro.md
}

prepare
[ "$write_results" = no ] || touch bench/results.jsonl
for suite in $suites; do
  say "suite $suite"
  "$suite" > "$work/lines"
  cat "$work/lines"
  [ "$write_results" = yes ] && [ -s "$work/lines" ] || continue
  # A suite that ran replaces its own lines and no others.
  { grep -v "^{\"suite\":\"$suite\"" bench/results.jsonl || true; cat "$work/lines"; } > "$work/results.jsonl"
  cp "$work/results.jsonl" bench/results.jsonl
done
[ "$write_results" = no ] || dotnet "$measure" report bench/results.jsonl bench "$(describe_machine)"
