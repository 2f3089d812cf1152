# One lab at a time on a computer: names of namespaces are shared. Who has it is the folder noted in LAB_OWNER_FILE,
# as long as processes recorded there run.
# shellcheck shell=bash

# The folder of another lab that is up; fails when there is none.
owner_other() {
  local owner
  owner=$(cat "$LAB_OWNER_FILE" 2>/dev/null) || return 1
  [[ $owner != "$LAB_DIR" ]] || return 1
  processes_any_alive "$owner" || return 1
  printf '%s' "$owner"
}

owner_require() {
  local owner
  owner=$(owner_other) || return 0
  die "another lab is up on this computer, that of $owner; end it first: KAFKABOOK_LAB_DIR=$owner lab down"
}

owner_claim() {
  owner_require
  # Nothing of ours runs: whatever is left in the kernel is from a lab that crashed.
  processes_any_alive "$LAB_DIR" || owner_release
  printf '%s\n' "$LAB_DIR" >"$LAB_OWNER_FILE"
}

owner_release() {
  network_down
  control_groups_remove
  rm -f "$LAB_OWNER_FILE"
}

control_groups_remove() {
  local folder
  for folder in /sys/fs/cgroup/{,unified/,systemd/}kafkabook-lab; do
    [[ -d $folder ]] || continue
    # Only empty groups can be removed, so this cannot hurt a process.
    find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
}
