# Processes the lab started, known by a file with pid and start time, so that a reused pid is never mistaken for ours.
# shellcheck shell=bash

# The moment a process started, in clock ticks since boot; empty when it is gone or a zombie.
process_start_time() {
  local stat fields
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  # The command name in parentheses may hold blanks: count behind it, from the state on.
  read -ra fields <<<"${stat##*) }"
  [[ ${fields[0]} == [ZX] ]] && return
  printf '%s' "${fields[19]}"
}

process_record() {
  local name=$1 pid=$2
  mkdir -p "$LAB_PIDS"
  printf '%s %s\n' "$pid" "$(process_start_time "$pid")" >"$LAB_PIDS/$name"
}

# The pid recorded under a name, if that very process still runs; fails otherwise.
process_pid() {
  process_in_file "$LAB_PIDS/$1"
}

process_in_file() {
  local pid started
  { read -r pid started <"$1"; } 2>/dev/null || return 1
  [[ -n $started && $(process_start_time "$pid") == "$started" ]] || return 1
  printf '%s' "$pid"
}

# Does any process recorded by the lab in this folder still run?
processes_any_alive() {
  local file
  for file in "$1"/pids/*; do
    [[ -e $file ]] && process_in_file "$file" >/dev/null && return
  done
  return 1
}

process_forget() {
  rm -f "$LAB_PIDS/$1"
}

# wait_until SECONDS FUNCTION [ARG...]: fails when the time is over.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  while ! "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

processes_gone() {
  local pid
  for pid in "$@"; do
    [[ -z $(process_start_time "$pid") ]] || return 1
  done
}

# processes_kill PID...: SIGKILL, and wait until the kernel has let go of them.
processes_kill() {
  local pid
  for pid in "$@"; do kill -KILL "$pid" 2>/dev/null || true; done
  wait_until "$STOP_SECONDS" processes_gone "$@" || die "processes $* did not end within $STOP_SECONDS s of SIGKILL"
}
