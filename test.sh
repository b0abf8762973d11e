#!/usr/bin/env bash
# The one test command: installs the servers the tests talk to, builds once, runs every test project, and ends with
# the line "N passed, N failed, N skipped". See ./test.sh --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: ./test.sh [--filter TEXT] [--no-install]

  --filter TEXT   run only tests whose full name (namespace, class, method) contains TEXT
  --no-install    do not install missing Debian packages; tests that need them are skipped

Exit code: 0 when every test that ran passed, 1 when one failed, crashed or none ran, 2 on wrong usage.
TEXT
}

filter=''
install=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --filter) [ $# -ge 2 ] || { usage >&2; exit 2; }; filter=$2; shift 2 ;;
    --no-install) install=no; shift ;;
    -h | --help) usage; exit 0 ;;
    *) echo "test.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
done

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"

# Programs the tests start, and the Debian package each comes in.
readonly servers=(
  'mosquitto mosquitto' 'mosquitto_pub mosquitto-clients' 'rabbitmq-server rabbitmq-server' 'influxd influxdb'
  'victoria-metrics victoria-metrics' 'chromium chromium' 'sqlite3 sqlite3' 'gcc build-essential'
  'python3 python3' 'node nodejs' 'clang clang' 'wasm-ld lld' 'dockerd docker.io' 'iptables iptables'
  'prometheus prometheus' 'promtool prometheus')
readonly parallel_limit=2
readonly project_limit_seconds=1800

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
export PATH="$PATH:/usr/sbin:/sbin:$HOME/.dotnet"

work=$(mktemp -d "${TMPDIR:-/tmp}/eventedge-tests.XXXXXX")
chmod 755 "$work"
# Whatever the tests start inherits this mark, so that a test process killed by its limit leaves no server behind.
export EVENTEDGE_TEST_RUN="${work##*/}"

# The policy the installation puts in place of the machine's own, which comes back in any case.
readonly policy=/usr/sbin/policy-rc.d
policy_taken=no

keep_services_from_starting() {
  if [ -e "$policy" ]; then cp -p "$policy" "$work/policy-rc.d"; fi
  policy_taken=yes
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
}

restore_service_policy() {
  [ "$policy_taken" = yes ] || return 0
  policy_taken=no
  if [ -e "$work/policy-rc.d" ]; then mv -f "$work/policy-rc.d" "$policy"; else rm -f "$policy"; fi
}

stop_what_this_run_started() {
  local environment pid
  for environment in /proc/[0-9]*/environ; do
    pid=${environment#/proc/}
    pid=${pid%/environ}
    [ "$pid" != $$ ] && [ "$pid" != "$BASHPID" ] || continue
    if grep -qzx "EVENTEDGE_TEST_RUN=$EVENTEDGE_TEST_RUN" "$environment" 2> /dev/null; then
      kill -KILL "$pid" 2> /dev/null || true
    fi
  done
}

clean_up() {
  restore_service_policy
  stop_what_this_run_started
  # An engine that was killed leaves its data folder mounted.
  awk -v work="$work/" 'index($2, work) == 1 { print $2 }' /proc/mounts | xargs -r umount -l 2> /dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

require_sdk() {
  local installed
  if installed=$(dotnet --version 2> /dev/null) && [[ $installed == 10.* ]]; then return; fi
  echo "test.sh: the .NET 10 SDK is needed (found: ${installed:-none}). Install the package dotnet-sdk-10.0 or see https://dot.net." >&2
  exit 1
}

missing_packages() {
  local entry
  for entry in "${servers[@]}"; do
    command -v "${entry% *}" > /dev/null || echo "${entry#* }"
  done
}

apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >> "$work/apt.log" 2>&1; }

install_packages() {
  echo "Installing $* (once; services are neither started nor enabled)"
  apt update || apt update || echo "test.sh: the package lists could not be refreshed" >&2
  keep_services_from_starting
  local package unit
  for package in "$@"; do
    # One by one: a package this machine's release lacks must not keep the others away.
    apt install --no-install-recommends "$package" || { echo "test.sh: $package could not be installed:" >&2; tail -n 3 "$work/apt.log" >&2; }
  done
  restore_service_policy
  [ -d /run/systemd/system ] || return 0
  for package in "$@"; do
    for unit in $(dpkg -L "$package" 2> /dev/null | sed -n 's|^\(/usr\)\?/lib/systemd/system/\([^@/]*\.service\)$|\2|p'); do
      systemctl disable --now "$unit" > /dev/null 2>&1 || true
    done
  done
}

provide_servers() {
  local missing
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$install" = yes ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    install_packages "${missing[@]}"
    mapfile -t missing < <(missing_packages)
  fi
  [ ${#missing[@]} -eq 0 ] || echo "Tests that need these Debian packages will be skipped, as they are missing: ${missing[*]}"
}

build() {
  echo 'Building'
  if ! dotnet build EventEdge.sln -c Release --nologo -v quiet -p:UseSharedCompilation=false > "$work/build.log" 2>&1; then
    cat "$work/build.log"
    echo '0 passed, 1 failed, 0 skipped'
    exit 1
  fi
}

run_project() {
  local name=$1 status=0 started=$SECONDS
  local options=(--report-xunit --report-xunit-filename "$name.xml" --results-directory "$work/reports" --no-progress --no-ansi)
  [ -z "$filter" ] || options+=(--filter-method "*$filter*")
  mkdir -p "$work/tmp/$name"
  chmod 755 "$work/tmp" "$work/tmp/$name"
  TMPDIR="$work/tmp/$name" timeout -s KILL "$project_limit_seconds" \
    dotnet "artifacts/bin/$name/release/EventEdge.$name.dll" "${options[@]}" > "$work/$name.log" 2>&1 < /dev/null || status=$?
  echo "$status" > "$work/$name.status"
  echo $((SECONDS - started)) > "$work/$name.seconds"
}

# The sum of one counter over the assemblies of a report; 0 where there is no report.
counter() {
  [ -s "$1" ] || { echo 0; return; }
  grep -o '<assembly [^>]*>' "$1" | grep -o " $2=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}

passed=0 failed=0 skipped=0
report_project() {
  local name=$1 report="$work/reports/$1.xml" status project_passed project_failed project_skipped
  status=$(cat "$work/$name.status")
  project_passed=$(counter "$report" passed)
  project_failed=$(($(counter "$report" failed) + $(counter "$report" errors)))
  project_skipped=$(counter "$report" skipped)
  # 0: passed, 2: failed, 8: nothing matched the filter. Anything else, or no report, is a process that broke down.
  if { [ "$status" != 0 ] && [ "$status" != 8 ] && [ "$project_failed" = 0 ]; } || { [ "$status" = 0 ] && [ ! -s "$report" ]; }; then
    # A test that never ended is named by the lines about long-running tests.
    echo "$name: the test process broke down (exit code $status); the end of what it printed:"
    tail -n 40 "$work/$name.log" | cut -c 1-400
    project_failed=1
  fi
  # The frames of the runner and the runtime say nothing about the defect.
  [ "$project_failed" = 0 ] || grep -vE '^skipped |^$|^ *at (System|Xunit|Microsoft)\.' "$work/$name.log" | cut -c 1-400 | head -n 300 || true
  grep -A 1 --no-group-separator '^skipped ' "$work/$name.log" || true
  echo "$name: $project_passed passed, $project_failed failed, $project_skipped skipped ($(cat "$work/$name.seconds") s)"
  passed=$((passed + project_passed)) failed=$((failed + project_failed)) skipped=$((skipped + project_skipped))
}

require_sdk
provide_servers
build

# The end-to-end tests measure nothing but need the machine for themselves: they come last and alone.
mapfile -t projects < <(for file in tests/*.Tests/*.csproj; do basename "$file" .csproj; done | grep -vx EndToEnd.Tests)
mkdir -p "$work/reports"
for name in "${projects[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$parallel_limit" ]; do wait -n || true; done
  run_project "$name" &
done
wait
for name in "${projects[@]}"; do report_project "$name"; done
if [ -e tests/EndToEnd.Tests/EndToEnd.Tests.csproj ]; then
  run_project EndToEnd.Tests
  report_project EndToEnd.Tests
fi

# A run that tested nothing proved nothing.
status=0
if [ "$failed" -gt 0 ] || [ $((passed + failed)) = 0 ]; then status=1; fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
