# The key pair to log in with, one host key per machine, and the known_hosts that goes with them.
# shellcheck shell=bash

keys_prepare() {
  local host
  cached "$LAB_KEYS/login" key_pair_make keypair.pem kafkabook-lab
  # A machine keeps its host key when it is reset, so known_hosts stays right.
  for host in "${HOST_NAMES[@]}"; do
    cached "$LAB_KEYS/$host" key_pair_make ssh_host_ed25519_key "root@$host"
  done
  known_hosts_write
}

key_pair_make() {
  local file=$1 comment=$2 folder=$3
  mkdir -m 755 "$folder"
  ssh-keygen -q -t ed25519 -N '' -C "$comment" -f "$folder/$file"
}

known_hosts_write() {
  local host
  for host in "${HOST_NAMES[@]}"; do
    printf '%s,%s.%s,%s %s\n' "$host" "$host" "$DOMAIN" "${HOST_ADDRESS[$host]}" \
      "$(cut -d ' ' -f 1-2 "$LAB_KEYS/$host/ssh_host_ed25519_key.pub")"
  done >"$LAB_KNOWN_HOSTS.new"
  mv "$LAB_KNOWN_HOSTS.new" "$LAB_KNOWN_HOSTS"
}
