# The network: the control node's namespace with a bridge, one namespace per machine, a cable (veth) between them.
# Nothing of it is connected to this computer's own network.
# shellcheck shell=bash

readonly BRIDGE=br0

namespace_of() {
  printf 'kb-%s' "$1"
}

namespace_exists() {
  # A name can outlive its namespace (a mount that vanished): only one that can be entered counts.
  [[ -e /run/netns/$1 ]] && nsenter --net="/run/netns/$1" true 2>/dev/null
}

namespace_make() {
  namespace_exists "$1" && return
  namespace_delete "$1"
  ip netns add "$1"
  ip -n "$1" link set lo up
}

# Deletes a namespace and ends what still runs in it: commands started by `lab control`, SSH connections kept open,
# machines of a lab that crashed.
namespace_delete() {
  local pids
  [[ -e /run/netns/$1 ]] || return 0
  mapfile -t pids < <(ip netns pids "$1" 2>/dev/null)
  processes_kill "${pids[@]}"
  ip netns delete "$1" 2>/dev/null || rm -f "/run/netns/$1"
}

network_control_up() {
  namespace_make "$CONTROL_NAMESPACE"
  if ! ip -n "$CONTROL_NAMESPACE" link show "$BRIDGE" >/dev/null 2>&1; then
    ip -n "$CONTROL_NAMESPACE" link add "$BRIDGE" type bridge
    ip -n "$CONTROL_NAMESPACE" address add "$CONTROL_ADDRESS/$PREFIX_LENGTH" dev "$BRIDGE"
    ip -n "$CONTROL_NAMESPACE" link set "$BRIDGE" up
  fi
  network_control_files
}

# `ip netns exec` shows these files in place of /etc/hosts and /etc/resolv.conf.
network_control_files() {
  local folder=/etc/netns/$CONTROL_NAMESPACE host
  mkdir -p "$folder"
  {
    echo "127.0.0.1 localhost"
    echo "$CONTROL_ADDRESS $CONTROL_NAME.$DOMAIN $CONTROL_NAME"
    for host in "${HOST_NAMES[@]}"; do echo "${HOST_ADDRESS[$host]} $host.$DOMAIN $host"; done
  } >"$folder/hosts"
  # No name server: a look-up fails at once.
  echo 'options timeout:1 attempts:1' >"$folder/resolv.conf"
}

network_host_up() {
  local host=$1 namespace
  namespace=$(namespace_of "$host")
  namespace_make "$namespace"
  if ! ip -n "$namespace" link show eth0 >/dev/null 2>&1; then
    ip -n "$CONTROL_NAMESPACE" link delete "$host" 2>/dev/null || true
    ip -n "$CONTROL_NAMESPACE" link add "$host" type veth peer name eth0 netns "$namespace"
    ip -n "$CONTROL_NAMESPACE" link set "$host" master "$BRIDGE"
    ip -n "$namespace" address add "${HOST_ADDRESS[$host]}/$PREFIX_LENGTH" dev eth0
    ip -n "$namespace" link set eth0 up
    ip -n "$namespace" route add default via "$CONTROL_ADDRESS"
  fi
  network_mend "$host"
}

network_down() {
  local host
  for host in "${HOST_NAMES[@]}"; do namespace_delete "$(namespace_of "$host")"; done
  namespace_delete "$CONTROL_NAMESPACE"
  rm -rf "/etc/netns/$CONTROL_NAMESPACE"
  rmdir --ignore-fail-on-non-empty /etc/netns 2>/dev/null || true
}

network_cut() {
  network_cable "$1" down
}

network_mend() {
  network_cable "$1" up
  network_routes_plain "$(namespace_of "$1")"
}

# Takes back rules and routes by which a test has put peers out of reach: they outlive the machine's disk.
network_routes_plain() {
  ip -n "$1" rule flush
  ip -n "$1" rule add lookup main pref 32766
  ip -n "$1" rule add lookup default pref 32767
  ip -n "$1" route flush type unreachable table main 2>/dev/null || true
}

network_cable() {
  ip -n "$CONTROL_NAMESPACE" link set "$1" "$2" 2>/dev/null ||
    die "$1 has no network; start it first: lab up $1"
}
