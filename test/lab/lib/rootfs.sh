# The root file system under all machines: Debian as a cloud image would have it, without a JDK.
# shellcheck shell=bash

readonly ROOTFS_PACKAGES=systemd,systemd-sysv,libpam-systemd,dbus,python3,python3-apt,sudo,openssh-server,iproute2,iputils-ping,procps,curl,ca-certificates,netbase,less

rootfs_path() {
  printf '%s/rootfs-%s' "$LAB_CACHE" \
    "$(hash_of "$DEBIAN_SUITE" "$ROOTFS_PACKAGES" "$APT_URL" "$LOGIN_USER" "$PLAIN_USER" "$LAB_HOME/lib/rootfs-setup")"
}

rootfs_prepare() {
  cached "$(rootfs_path)" logged rootfs "building the root file system" rootfs_build
}

rootfs_build() {
  local root=$1 mirror
  mirror=$(debian_mirror)
  # A mount namespace of its own: what debootstrap mounts goes with it, even when it is killed.
  # shellcheck disable=SC2016 # for the inner shell to expand
  unshare --mount bash -c '
    set -euo pipefail
    debootstrap --variant=minbase --include="$2" "$3" "$1" "$4"
    chroot "$1" /bin/sh -s -- "$5" "$6" "$7" <"$8"
  ' rootfs "$root" "$ROOTFS_PACKAGES" "$DEBIAN_SUITE" "$mirror" \
    "$APT_URL" "$LOGIN_USER" "$PLAIN_USER" "$LAB_HOME/lib/rootfs-setup"
}
