# Messages and exit codes. Everything for people goes to standard error; standard output carries answers.
# shellcheck shell=bash
# shellcheck disable=SC2034 # exit codes are used by the other parts

readonly EXIT_USAGE=2
# The exit code by which a test runner knows "cannot run here" from "failed".
readonly EXIT_UNFIT=77

say() {
  printf '%s\n' "$*" >&2
}

die() {
  printf 'lab: %s\n' "$*" >&2
  exit 1
}

die_usage() {
  printf 'lab: %s\n' "$*" >&2
  exit "$EXIT_USAGE"
}

# Seconds with one decimal since the $EPOCHREALTIME given.
seconds_since() {
  local now=$EPOCHREALTIME from=$1 tenths
  tenths=$(((${now/[.,]/} - ${from/[.,]/}) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# logged LOG TITLE FUNCTION [ARG...]: runs it with its output in a file; a failure ends the lab with both names.
# Not written as `function || die`: bash would ignore every error inside the function but the last.
logged() {
  local log=$1 title=$2 code
  shift 2
  mkdir -p "$LAB_LOGS"
  set +e
  (
    set -e
    "$@"
  ) >>"$LAB_LOGS/$log.log" 2>&1
  code=$?
  set -e
  ((code == 0)) || die "$title failed; see the end of $LAB_LOGS/$log.log"
}

# step TITLE FUNCTION [ARG...]: runs it and prints one line with the time it took.
step() {
  local title=$1 start=$EPOCHREALTIME
  shift
  "$@"
  printf '%7ss  %s\n' "$(seconds_since "$start")" "$title" >&2
}
