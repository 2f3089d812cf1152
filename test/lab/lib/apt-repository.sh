# A Debian repository with the JDKs and all they need beyond the root file system, so that a machine can install them
# by package name without leaving the lab; with what a control node is made of, and what `lab skew` needs.
# shellcheck shell=bash

# package:suite. The older JDK is from the older suite: Kafka up to 2.5 is documented for Java 8 and 11 only.
readonly APT_PACKAGES=(
  "openjdk-17-jre-headless:$DEBIAN_SUITE"
  "openjdk-11-jre-headless:bullseye"
  "libfaketime:$DEBIAN_SUITE"
  "ansible-core:$DEBIAN_SUITE"
  # Older than what kafkabook needs, as a user of this Debian finds out.
  "nodejs:$DEBIAN_SUITE"
  # The machines have them; a test takes them away.
  "python3-minimal:$DEBIAN_SUITE"
  "python3.11-minimal:$DEBIAN_SUITE"
  "python3.11:$DEBIAN_SUITE"
  "python3:$DEBIAN_SUITE"
  "python3-apt:$DEBIAN_SUITE"
)

apt_repository_path() {
  printf '%s/apt-%s' "$LAB_CACHE" \
    "$(hash_of "$(rootfs_path)" "${APT_PACKAGES[@]}" "$LAB_HOME/lib/apt-repository.sh")"
}

apt_repository_prepare() {
  cached "$(apt_repository_path)" logged apt-repository "building the apt repository" apt_repository_build
  ln -sfn "$(apt_repository_path)" "$LAB_WWW/apt"
}

# apt runs with the packages of the root file system as "installed" and folders of its own for all it writes.
apt_repository_build() {
  local repository=$1 state=$1/apt-state mirror entry options
  mirror=$(debian_mirror)
  mkdir -p "$state"/{lists/partial,archives/partial}
  for entry in "${APT_PACKAGES[@]}"; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror ${entry#*:} main"
  done | sort -u >"$state/sources.list"
  # An older suite gives a package only where the machines' own suite has none.
  printf 'Package: *\nPin: release n=%s\nPin-Priority: 900\n' "$DEBIAN_SUITE" >"$state/preferences"
  options=(-q -y --no-install-recommends --download-only
    -o Dir::State::status="$(rootfs_path)/var/lib/dpkg/status" -o Dir::State::lists="$state/lists"
    -o Dir::Cache::archives="$state/archives" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
    -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::Etc::Preferences="$state/preferences" -o Dir::Etc::PreferencesParts=/dev/null
    -o APT::Sandbox::User=root -o APT::Keep-Downloaded-Packages=true)
  apt-get "${options[@]}" update
  for entry in "${APT_PACKAGES[@]}"; do
    apt-get "${options[@]}" install --reinstall "${entry%%:*}"
  done
  mv "$state"/archives/*.deb "$repository/"
  rm -rf "$state"
  cd "$repository" || return
  apt-ftparchive packages . >Packages
  gzip --keep --no-name Packages
  apt-ftparchive release . >Release.new
  mv Release.new Release
}
