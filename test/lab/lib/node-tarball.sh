# Node as nodejs.org ships it: an archive with bin/node, and npm beside it. Made of what this computer runs.
# shellcheck shell=bash

node_tarball_path() { printf '%s/node-tarball-%s' "$LAB_CACHE" "$(hash_of "$(node --version)" "$LAB_HOME/lib/node-tarball.sh")"; }

# Prints the path of the archive.
node_tarball() {
  cached "$(node_tarball_path)" node_tarball_build
  echo "$(node_tarball_path)/node.tar.gz"
}

node_tarball_build() {
  local folder=$1 tree=$1/node
  mkdir -p "$tree"/{bin,lib/node_modules}
  cp -L "$(command -v node)" "$tree/bin/node"
  cp -r "$(npm root --global)/npm" "$tree/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$tree/bin/npm"
  tar -C "$folder" -c node | gzip --fast >"$folder/node.tar.gz"
  rm -rf "$tree"
}
