# Pieces that are built once per set of inputs. A piece is there or not: it is built beside its place, then renamed.
# shellcheck shell=bash

# A short hash over its arguments; an argument that is a file stands for its content.
hash_of() {
  local input
  for input in "$@"; do
    if [[ -f $input ]]; then cat "$input"; else printf '%s\n' "$input"; fi
  done | sha256sum | cut -c 1-16
}

# cached PATH FUNCTION [ARG...]: calls FUNCTION [ARG...] TEMPORARY_PATH unless PATH exists.
cached() {
  local path=$1 temporary
  shift
  [[ -e $path ]] && return
  temporary=$(dirname "$path")/.building-$(basename "$path")
  rm -rf "$temporary"
  mkdir -p "$(dirname "$path")"
  "$@" "$temporary"
  mv -T "$temporary" "$path"
}

# What a killed prepare left half-built.
cache_sweep() {
  find "$LAB_CACHE" -maxdepth 1 -name '.building-*' -exec rm -rf {} +
}

# cache_keep PATH...: removes all other pieces. Machines that are up may still stand on them, so not then.
cache_keep() {
  local piece
  processes_any_alive "$LAB_DIR" && return
  for piece in "$LAB_CACHE"/*; do
    [[ " $* " == *" $piece "* ]] || rm -rf "$piece"
  done
}
