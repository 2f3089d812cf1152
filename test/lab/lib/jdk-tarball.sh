# A JDK as vendors ship it: an archive with one top folder that holds all it needs. Made of Debian's package, whose
# links into /etc are replaced by what they point at.
# shellcheck shell=bash

jdk_tarball_path() { printf '%s/jdk-tarball-%s' "$LAB_CACHE" "$(hash_of "$(jdk_package)" "$LAB_HOME/lib/jdk-tarball.sh")"; }

# Prints the path of the archive.
jdk_tarball() {
  prepare_require
  cached "$(jdk_tarball_path)" jdk_tarball_build
  echo "$(jdk_tarball_path)/jdk-17-lab.tar.gz"
}

jdk_package() {
  local packages=("$LAB_WWW"/apt/openjdk-17-jre-headless_*.deb)
  readlink -f "${packages[0]}"
}

jdk_tarball_build() {
  local folder=$1 tree=$1/tree home link target
  mkdir -p "$tree"
  dpkg-deb -x "$(jdk_package)" "$tree"
  for home in "$tree"/usr/lib/jvm/java-17-*; do
    find "$home" -type l -lname '/*' | while read -r link; do
      target=$tree$(readlink "$link")
      rm "$link"
      [[ ! -e $target ]] || cp -rL "$target" "$link"
    done
    tar -C "$(dirname "$home")" -czf "$folder/jdk-17-lab.tar.gz" "$(basename "$home")"
  done
  rm -rf "$tree"
}
