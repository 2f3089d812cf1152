# The machines: power on, power off, disks, logins.
# shellcheck shell=bash

# The pid of a machine's init as this computer sees it; fails while there is none.
machine_leader() {
  local supervisor nspawn leader
  supervisor=$(process_pid "$1") || return 1
  nspawn=$(pgrep --parent "$supervisor" --exact systemd-nspawn) || return 1
  for leader in $(pgrep --parent "$nspawn"); do
    # Init has pid 1 in its own pid namespace; nspawn's helper, seen while starting, has not.
    awk '/^NSpid:/ { found = (NF == 3 && $3 == 1) } END { exit !found }' "/proc/$leader/status" 2>/dev/null ||
      continue
    printf '%s' "$leader"
    return
  done
  return 1
}

machine_is_on() {
  process_pid "$1" >/dev/null
}

# The disk of a machine: what differs from the root file system. Holds its name and keys from the start.
machine_disk_make() {
  local host=$1 folder=$2
  install -d -m 755 "$folder" "$folder"/{upper,work,root} "$folder"/upper/{etc,etc/ssh}
  echo "$host" >"$folder/upper/etc/hostname"
  # As Debian's installer leaves it.
  printf '127.0.0.1 localhost\n127.0.1.1 %s.%s %s\n' "$host" "$DOMAIN" "$host" >"$folder/upper/etc/hosts"
  printf '%s' "kafkabook-lab $host" | md5sum | cut -c 1-32 >"$folder/upper/etc/machine-id"
  install -m 600 "$LAB_KEYS/$host/ssh_host_ed25519_key" "$folder/upper/etc/ssh/"
  install -m 644 "$LAB_KEYS/$host/ssh_host_ed25519_key.pub" "$folder/upper/etc/ssh/"
  install -m 644 "$LAB_KEY_FILE.pub" "$folder/upper/etc/ssh/lab_authorized_keys"
  basename "$(rootfs_path)" >"$folder/rootfs"
}

machine_disk_remove() {
  rm -rf "${LAB_MACHINES:?}/$1"
}

# A disk is kept while the root file system under it is the same one.
machine_disk_prepare() {
  local host=$1 folder=$LAB_MACHINES/$1
  if [[ -d $folder && $(cat "$folder/rootfs" 2>/dev/null) != "$(basename "$(rootfs_path)")" ]]; then
    say "$host: the root file system has changed, so its disk starts empty"
    machine_disk_remove "$host"
  fi
  cached "$folder" machine_disk_make "$host"
}

# Power on; does not wait. Harmless when the machine is on.
machine_power_on() {
  local host=$1 folder=$LAB_MACHINES/$1
  machine_is_on "$host" && return
  machine_disk_prepare "$host"
  network_host_up "$host"
  mkdir -p "$LAB_LOGS"
  # 9>&-: the lock must not live on in it.
  setsid unshare --mount --propagation private "$LAB_HOME/lib/machine-run" \
    "$host" "$(rootfs_path)" "$folder" "$(namespace_of "$host")" \
    >"$LAB_LOGS/$host.log" 2>&1 </dev/null 9>&- &
  process_record "$host" $!
}

machine_power_off() {
  local host=$1 supervisor pids=()
  if supervisor=$(process_pid "$host"); then
    # The supply first, so that it starts nothing again; then nspawn and the machine's init, all of it with that.
    mapfile -t pids < <(machine_processes "$supervisor")
    processes_kill "${pids[@]}"
  fi
  process_forget "$host"
}

machine_processes() {
  local supervisor=$1 nspawn
  echo "$supervisor"
  for nspawn in $(pgrep --parent "$supervisor"); do
    echo "$nspawn"
    pgrep --parent "$nspawn" || true
  done
}

# Power cut: the cable goes first, so nobody is told good-bye, as with a real one.
machine_power_cut() {
  machine_is_on "$1" || die "$1 is not on"
  network_cut "$1"
  machine_power_off "$1"
}

machine_answers() {
  local host=$1
  machine_is_on "$host" || return 0 # it ended: nothing to wait for, machines_wait tells
  timeout 5 ip netns exec "$CONTROL_NAMESPACE" ssh "${SSH_OPTIONS[@]}" -o ConnectTimeout=1 \
    "$LOGIN_USER@${HOST_ADDRESS[$host]}" true 2>/dev/null </dev/null
}

# Waits for a login on every machine named.
machines_wait() {
  local host start=$EPOCHREALTIME
  for host in "$@"; do
    wait_until "$BOOT_SECONDS" machine_answers "$host" ||
      die "$host does not let $LOGIN_USER log in after $BOOT_SECONDS s; see $LAB_LOGS/$host.log"
    machine_is_on "$host" || die "$host went off while starting; see $LAB_LOGS/$host.log"
    printf '%7ss  %s lets %s log in\n' "$(seconds_since "$start")" "$host" "$LOGIN_USER" >&2
  done
}

machines_up() {
  local host hosts=("$@")
  for host in "${hosts[@]}"; do require_host "$host"; done
  [[ ${#hosts[@]} -gt 0 ]] || hosts=("${DEFAULT_HOST_NAMES[@]}")
  check_require
  prepare_require
  owner_claim
  network_control_up
  http_up
  for host in "${hosts[@]}"; do machine_power_on "$host"; done
  machines_wait "${hosts[@]}"
}

machines_boot() {
  [[ $# -gt 0 ]] || die_usage "lab boot needs a machine's name"
  machines_up "$@"
}

machines_down() {
  local host
  [[ ${1:-} == '' || ${1:-} == --purge ]] || die_usage "lab down takes --purge or nothing"
  for host in "${HOST_NAMES[@]}"; do machine_power_off "$host"; done
  http_down
  owner_other >/dev/null || owner_release
  [[ ${1:-} == '' ]] || lab_purge
}

# Only what the lab made itself: the folder may have been chosen with a slip of the hand.
lab_purge() {
  rm -rf "$LAB_CACHE" "$LAB_LOGS" "$LAB_PIDS" "$LAB_MACHINES" "$LAB_KEYS" "$LAB_WWW" "$LAB_ANSIBLE" \
    "$LAB_KNOWN_HOSTS" "$LAB_LOCK"
  rmdir --ignore-fail-on-non-empty "$LAB_DIR"
}

machines_reset() {
  local host hosts=("$@")
  [[ $# -gt 0 ]] || die_usage "lab reset needs machines' names or --all"
  if [[ $1 == --all ]]; then
    mapfile -t hosts < <(for host in "${HOST_NAMES[@]}"; do machine_is_on "$host" && echo "$host"; done)
    [[ ${#hosts[@]} -gt 0 ]] || hosts=("${DEFAULT_HOST_NAMES[@]}")
  fi
  for host in "${hosts[@]}"; do require_host "$host"; done
  owner_claim
  for host in "${hosts[@]}"; do
    machine_power_off "$host"
    machine_disk_remove "$host"
  done
  machines_up "${hosts[@]}"
}

# An ext4 file system that can be full or read-only without this computer's being so.
machines_disk() {
  local host=${1:-} megabytes=${2:-}
  require_host "$host"
  [[ $megabytes =~ ^[0-9]+$ ]] || die_usage "lab disk $host needs a number of megabytes"
  machine_power_off "$host"
  machine_disk_prepare "$host"
  truncate --size "${megabytes}M" "$LAB_MACHINES/$host/data.img"
  mkfs.ext4 -q -F -m 0 "$LAB_MACHINES/$host/data.img"
  machines_up "$host"
}

machines_reboot() {
  local host
  declare -A before=()
  [[ $# -gt 0 ]] || die_usage "lab reboot needs a machine's name"
  for host in "$@"; do require_host "$host"; done
  for host in "$@"; do
    before[$host]=$(machine_leader "$host") || die "$host is not on; start it: lab boot $host"
    machine_exec "$host" systemctl --no-block reboot
  done
  for host in "$@"; do
    # Longer than a boot: a broker may take its time to stop.
    wait_until 600 machine_restarted "$host" "${before[$host]}" || die "$host has not rebooted after 600 s"
  done
  machines_wait "$@"
}

machine_restarted() {
  local leader
  leader=$(machine_leader "$1") && [[ $leader != "$2" ]]
}

machine_exec() {
  local host=${1:-} leader
  require_host "$host"
  shift
  [[ $# -gt 0 ]] || die_usage "lab exec $host needs a command"
  leader=$(machine_leader "$host") || die "$host is not on; start it: lab boot $host"
  local enter=(nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup --root --wd
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
    TERM="${TERM:-dumb}" "$@")
  "${enter[@]}"
}

readonly SSH_OPTIONS=(-F /dev/null -i "$LAB_KEY_FILE" -o IdentitiesOnly=yes -o BatchMode=yes
  -o StrictHostKeyChecking=yes -o "UserKnownHostsFile=$LAB_KNOWN_HOSTS" -o LogLevel=ERROR)

machine_ssh() {
  local target=${1:-} user=$LOGIN_USER
  [[ $target == *@* ]] && user=${target%%@*} && target=${target#*@}
  require_host "$target"
  shift
  control_exec ssh "${SSH_OPTIONS[@]}" "$user@${HOST_ADDRESS[$target]}" "$@"
}

control_exec() {
  [[ $# -gt 0 ]] || die_usage "lab control needs a command"
  namespace_exists "$CONTROL_NAMESPACE" || die "the lab is not up; start it: lab up"
  exec ip netns exec "$CONTROL_NAMESPACE" "$@"
}
