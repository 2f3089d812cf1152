# Everything the machines need, built once.
# shellcheck shell=bash

prepare_all() {
  local start=$EPOCHREALTIME archives
  check_require
  mkdir -p "$LAB_CACHE" "$LAB_LOGS" "$LAB_PIDS" "$LAB_MACHINES" "$LAB_KEYS" "$LAB_WWW"
  cache_sweep
  step "packages this computer needs" host_install_packages
  step "keys" keys_prepare
  step "root file system" rootfs_prepare
  step "apt repository" apt_repository_prepare
  step "release archives" archives_prepare
  mapfile -t archives < <(archives_paths)
  cache_keep "$(rootfs_path)" "$(apt_repository_path)" "$(dist_path)" "$(jdk_tarball_path)" "$(node_tarball_path)" "${archives[@]}"
  say "prepared in $(seconds_since "$start") s, in $LAB_DIR"
}

prepare_require() {
  [[ -d $(rootfs_path) && -f $LAB_KNOWN_HOSTS && -e $LAB_WWW/apt && -e $LAB_WWW/dist ]] ||
    die "the lab is not prepared, or its recipe has changed since; run: lab prepare"
}
