# Can the lab run on this computer?
# shellcheck shell=bash

# Prints what is in the way, one line each; nothing when the lab can run.
check_obstacles() {
  [[ $(uname -s) == Linux ]] || { echo "the lab needs Linux; this is $(uname -s)" && return; }
  [[ $(id -u) == 0 ]] || { echo "the lab needs root (namespaces, mounts); run it as root" && return; }
  command -v apt-get >/dev/null || { echo "the lab needs a Debian computer with apt; there is no apt-get" && return; }
  # Only apt's lists tell a mirror; before the first apt-get update there are none.
  if ! debian_mirror >/dev/null; then
    apt-get -q update >/dev/null 2>&1 || true
    debian_mirror >/dev/null ||
      echo "apt knows no Debian mirror here; set KAFKABOOK_LAB_MIRROR to one"
  fi
  check_packages
  unshare --net true 2>/dev/null || echo "network namespaces are not allowed here (unshare --net failed)"
  check_overlay || echo "overlay mounts do not work in $LAB_DIR; set KAFKABOOK_LAB_DIR to a folder on a plain disk"
}

check_packages() {
  local package
  for package in $(host_missing_packages); do
    apt-cache show "$package" >/dev/null 2>&1 ||
      { apt-get -q update >/dev/null 2>&1 && apt-cache show "$package" >/dev/null 2>&1; } ||
      echo "the Debian package $package is missing and apt does not offer it"
  done
}

check_overlay() {
  local folder result=0
  mkdir -p "$LAB_DIR"
  folder=$(mktemp -d "$LAB_DIR/check.XXXXXX")
  mkdir "$folder"/{lower,upper,work,root}
  unshare --mount mount -t overlay overlay \
    -o "lowerdir=$folder/lower,upperdir=$folder/upper,workdir=$folder/work" "$folder/root" 2>/dev/null || result=1
  rm -rf "$folder"
  return $result
}

check_require() {
  local obstacles
  obstacles=$(check_obstacles)
  [[ -z $obstacles ]] && return
  printf 'lab: cannot run here: %s\n' "$obstacles" >&2
  exit "$EXIT_UNFIT"
}

check_report() {
  check_require
  echo "the lab can run here"
}
