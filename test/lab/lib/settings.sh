# What the lab is made of: folders, names, addresses, the table of machines.
# shellcheck shell=bash
# shellcheck disable=SC2034 # read by the other parts

LAB_DIR=${KAFKABOOK_LAB_DIR:-/var/tmp/kafkabook-lab}
# Overlay mount options and JSON are written from this path without quoting.
if [[ ! $LAB_DIR =~ ^/[A-Za-z0-9._/-]+$ ]]; then
  die_usage "KAFKABOOK_LAB_DIR must be an absolute path of letters, digits, '.', '_', '-' and '/': $LAB_DIR"
fi
readonly LAB_DIR

readonly LAB_CACHE=$LAB_DIR/cache
readonly LAB_LOGS=$LAB_DIR/log
readonly LAB_PIDS=$LAB_DIR/pids
readonly LAB_MACHINES=$LAB_DIR/machines
readonly LAB_KEYS=$LAB_DIR/keys
readonly LAB_ANSIBLE=$LAB_DIR/ansible
readonly LAB_WWW=$LAB_DIR/www
readonly LAB_KEY_FILE=$LAB_KEYS/login/keypair.pem
readonly LAB_KNOWN_HOSTS=$LAB_DIR/known_hosts
readonly LAB_LOCK=$LAB_DIR/lock
# Names in the kernel are shared by all users of this computer, so one lab at a time: its folder is noted here.
readonly LAB_OWNER_FILE=/run/kafkabook-lab.owner

readonly DEBIAN_SUITE=bookworm
readonly DOMAIN=foo.bar
readonly CONTROL_NAME=control
readonly CONTROL_NAMESPACE=kb-control
readonly CONTROL_ADDRESS=198.18.0.1
readonly PREFIX_LENGTH=24
readonly MIRROR_URL=http://$CONTROL_ADDRESS/dist
readonly APT_URL=http://$CONTROL_ADDRESS/apt
readonly LOGIN_USER=ec2-user
# A user who may log in but not become root: for tests of a missing sudo right.
readonly PLAIN_USER=nosudo

# How long a machine may take from power on to a login, on a loaded computer.
readonly BOOT_SECONDS=120
readonly STOP_SECONDS=20

HOST_NAMES=()
DEFAULT_HOST_NAMES=()
declare -A HOST_ADDRESS=()
while read -r name address role; do
  [[ -z $name || $name == '#'* ]] && continue
  HOST_NAMES+=("$name")
  HOST_ADDRESS[$name]=$address
  [[ $role == default ]] && DEFAULT_HOST_NAMES+=("$name")
done <"$LAB_HOME/hosts"
# Many, for measurements of how things grow.
for ((n = 1; n <= ${KAFKABOOK_LAB_MORE:-0}; n++)); do
  printf -v name 'more%02d' "$n"
  HOST_NAMES+=("$name")
  HOST_ADDRESS[$name]=198.18.0.$((100 + n))
done
unset n
readonly HOST_NAMES DEFAULT_HOST_NAMES HOST_ADDRESS

require_host() {
  [[ -n ${1:-} ]] || die_usage "a machine's name is missing; lab status lists them"
  [[ -n ${HOST_ADDRESS[$1]:-} ]] || die_usage "no machine is called '$1'; lab status lists them"
}

# for_each_host FUNCTION HOST...: checks all names before the first is touched.
for_each_host() {
  local action=$1 host
  shift
  [[ $# -gt 0 ]] || die_usage "a machine's name is missing; lab status lists them"
  for host in "$@"; do require_host "$host"; done
  for host in "$@"; do "$action" "$host"; done
}

# with_lock FUNCTION [ARG...]: commands that change the lab wait for each other.
with_lock() {
  mkdir -p "$LAB_DIR"
  exec 9>"$LAB_LOCK"
  flock -n 9 || say "waiting for another lab command, or what is left of a killed one, to end"
  flock -w 900 9 || die "another lab command has held $LAB_LOCK for 15 minutes; end it first"
  "$@"
}
