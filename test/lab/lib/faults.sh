# What ails machines besides power and cable: a slow disk or network, a wrong clock. `lab mend` cures all of it.
# shellcheck shell=bash

readonly LAB_GROUP=kafkabook-lab
# A disk and a network that are there but hinder: some fifty times slower than what a broker has here otherwise.
readonly SLOW_DISK_BYTES=2000000
readonly SLOW_NETWORK=2mbit
readonly FAKETIME=/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1

faults_slow() {
  local host=${1:-} what=${2:-}
  require_host "$host"
  case $what in
    disk) faults_disk "$host" "$SLOW_DISK_BYTES" ;;
    network) faults_network "$host" ;;
    *) die_usage "lab slow $host needs 'disk' or 'network'" ;;
  esac
}

# Bytes a second to and from the disks of a machine; 0 for no limit. Counts what is written through (fsync) and read.
faults_disk() {
  local host=$1 bytes=$2 group=/sys/fs/cgroup/blkio/$LAB_GROUP/$1 device direction
  [[ -d $group ]] || { ((bytes == 0)) && return; die "this computer has no control group for the disk of $host"; }
  for device in $(faults_devices "$host"); do
    for direction in read write; do
      echo "$device $bytes" >"$group/blkio.throttle.${direction}_bps_device"
    done
  done
}

# The disk under the machine, and the one of its own.
faults_devices() {
  local folder=$LAB_MACHINES/$1
  mountpoint -d "$(stat -c %m "$folder")"
  losetup --associated "$folder/data.img" --noheadings --output MAJ:MIN 2>/dev/null | tr -d ' '
}

faults_network() {
  tc -n "$CONTROL_NAMESPACE" qdisc replace dev "$1" root tbf rate "$SLOW_NETWORK" burst 16kb latency 500ms
  tc -n "$(namespace_of "$1")" qdisc replace dev eth0 root tbf rate "$SLOW_NETWORK" burst 16kb latency 500ms
}

# Services that are started from now on, and all that comes over SSH, see a clock that is so many seconds ahead, or behind
# with a minus. The kernel's clock is this computer's, so a library stands between; waiting goes by the monotonic clock,
# which it leaves alone. sshd itself would be killed for the library's system calls.
faults_skew() {
  local host=${1:-} seconds=${2:-}
  require_host "$host"
  [[ $seconds =~ ^-?[0-9]+$ ]] || die_usage "lab skew $host needs a number of seconds"
  machine_exec "$host" apt-get -q update >/dev/null
  machine_exec "$host" apt-get -q install -y libfaketime >/dev/null 2>&1
  machine_exec "$host" bash -c "$(declare -f faults_wrong_clock); faults_wrong_clock $(printf '%+ds' "$seconds") $FAKETIME"
}

# Inside the machine. Its time service, which `timedatectl set-ntp true` starts, puts the clock right.
faults_wrong_clock() {
  local clock=("LD_PRELOAD=$2" "FAKETIME=$1" FAKETIME_DONT_FAKE_MONOTONIC=1) names
  names=("${clock[@]%%=*}")
  systemctl set-environment "${clock[@]}"
  printf '%s\n' "${clock[@]}" >>/etc/environment
  grep -q readenv /etc/pam.d/sudo || echo 'session required pam_env.so readenv=1' >>/etc/pam.d/sudo
  mkdir -p /etc/systemd/system /usr/lib/systemd/ntp-units.d
  cat >/etc/systemd/system/lab-time.service <<UNIT
[Unit]
Description=The right time
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=systemctl unset-environment ${names[*]}
ExecStart=sed -i -E "/^(LD_PRELOAD|FAKETIME)/d" /etc/environment
[Install]
WantedBy=multi-user.target
UNIT
  echo lab-time.service >/usr/lib/systemd/ntp-units.d/lab.list
  systemctl disable --quiet --now lab-time.service
  systemctl daemon-reload
}

faults_mend() {
  network_mend "$1"
  tc -n "$CONTROL_NAMESPACE" qdisc delete dev "$1" root 2>/dev/null || true
  tc -n "$(namespace_of "$1")" qdisc delete dev eth0 root 2>/dev/null || true
  faults_disk "$1" 0
  machine_is_on "$1" || return 0
  machine_exec "$1" bash -c '[[ ! -e /etc/systemd/system/lab-time.service ]] || systemctl restart lab-time.service'
}
