# The Debian packages this computer needs to run the lab and the tests beside it.
# shellcheck shell=bash

# command:package
readonly HOST_COMMANDS=(
  systemd-nspawn:systemd-container
  debootstrap:debootstrap
  ip:iproute2
  ssh:openssh-client
  mvn:maven
  javac:default-jdk-headless
  apt-ftparchive:apt-utils
  python3:python3
  nsenter:util-linux
  pgrep:procps
  chromium:chromium
  tmux:tmux
)

host_missing_packages() {
  local entry
  for entry in "${HOST_COMMANDS[@]}"; do
    command -v "${entry%%:*}" >/dev/null || printf '%s\n' "${entry#*:}"
  done
}

host_install_packages() {
  local missing
  mapfile -t missing < <(host_missing_packages)
  [[ ${#missing[@]} -gt 0 ]] || return 0
  logged host-packages "installing ${missing[*]}" host_apt_install "${missing[@]}"
}

host_apt_install() {
  apt-get -q update
  DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@"
}

# The Debian mirror this computer is set up with. The lab names none of its own.
debian_mirror() {
  local uri
  if [[ -n ${KAFKABOOK_LAB_MIRROR:-} ]]; then
    printf '%s' "$KAFKABOOK_LAB_MIRROR"
    return
  fi
  # shellcheck disable=SC2016 # apt expands them
  uri=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' 'Identifier: Packages' 2>/dev/null |
    awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }')
  [[ -n $uri ]] || return 1
  printf '%s' "${uri%/}"
}
