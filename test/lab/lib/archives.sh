# Release archives with the official names and layouts, from the jars on Maven Central and launch scripts of our own.
# shellcheck shell=bash

readonly ARCHIVES_HOME=$LAB_HOME/archives
readonly DEPENDENCY_PLUGIN=org.apache.maven.plugins:maven-dependency-plugin:3.6.1
# All files in an archive carry this time, so that the same inputs give the same checksum.
readonly ARCHIVE_TIME='2020-01-01 00:00:00Z'

# One line per archive: software, version, its file below the mirror's root.
archives_list() {
  local kind version scala
  while read -r kind version scala; do
    case $kind in
      kafka) echo "kafka $version kafka/$version/kafka_$scala-$version.tgz" ;;
      zookeeper) echo "zookeeper $version zookeeper/zookeeper-$version/$(zookeeper_folder "$version").tar.gz" ;;
    esac
  done <"$ARCHIVES_HOME/versions"
}

# The SHA-512 that an archive's published checksum file tells, in lower case: archive_sha512 KIND FILE
archive_sha512() {
  local published=$LAB_WWW/dist/$2.sha512
  [[ -f $published ]] || return 0
  case $1 in
    kafka) sed 's/^.*://' "$published" | tr -d ' \n' | tr A-F a-f ;;
    zookeeper) cut -d ' ' -f 1 "$published" ;;
  esac
}

version_at_least() {
  [[ $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1) == "$2" ]]
}

# The names changed when 3.5.5 began to ship binaries and sources apart.
zookeeper_folder() {
  if version_at_least "$1" 3.5.5; then echo "apache-zookeeper-$1-bin"; else echo "zookeeper-$1"; fi
}

archives_prepare() {
  local kind version file
  while read -r kind version file <&3; do
    cached "$(archive_path "$kind" "$version" "$file")" \
      logged archives "assembling $file" archive_build "$kind" "$version" "$(basename "$file")"
  done 3< <(archives_list)
  cached "$(dist_path)" dist_build
  ln -sfn "$(dist_path)" "$LAB_WWW/dist"
}

# Where a built archive is kept: named by everything that goes into it.
archive_path() {
  local recipe
  mapfile -t recipe < <(find "$ARCHIVES_HOME/$1" -type f | sort)
  printf '%s/archive-%s' "$LAB_CACHE" "$(hash_of "$@" "${recipe[@]}" "$LAB_HOME/lib/archives.sh")"
}

archives_paths() {
  local kind version file
  while read -r kind version file; do
    archive_path "$kind" "$version" "$file"
    echo
  done < <(archives_list)
}

dist_path() {
  printf '%s/dist-%s' "$LAB_CACHE" "$(hash_of "$(archives_paths)")"
}

# The mirror's tree: links to the built archives.
dist_build() {
  local dist=$1 kind version file
  while read -r kind version file; do
    mkdir -p "$dist/$(dirname "$file")"
    ln "$(archive_path "$kind" "$version" "$file")"/* "$dist/$(dirname "$file")/"
  done < <(archives_list)
}

# Leaves the archive and its published checksum file.
archive_build() {
  local kind=$1 version=$2 file=$3 out=$4 work=$4/work top
  top=${file%.tgz} top=${top%.tar.gz}
  mkdir -p "$work/$top"
  "archive_fill_$kind" "$work/$top" "$version" "$top"
  find "$work/$top" -type d -exec chmod 755 {} +
  find "$work/$top" -type f -exec chmod 644 {} +
  chmod 755 "$work/$top"/bin/*.sh
  tar --create --directory="$work" --sort=name --mtime="$ARCHIVE_TIME" --owner=0 --group=0 --numeric-owner \
    --format=gnu "$top" | gzip --no-name --fast >"$out/$file"
  rm -rf "$work"
  "checksum_$kind" "$(sha512sum "$out/$file" | cut -d ' ' -f 1)" "$file" >"$out/$file.sha512"
}

# Kafka publishes what `gpg --print-md SHA512` prints.
checksum_kafka() {
  local hash=${1^^} file=$2 groups line indent
  mapfile -t groups < <(fold -w 8 <<<"$hash")
  indent=$(printf '%*s' $((${#file} + 1)) '')
  line="$file:"
  for ((i = 0; i < ${#groups[@]}; i++)); do
    if ((${#line} + 9 > 79)); then
      printf '%s\n' "$line"
      line=$indent
    fi
    line+=" ${groups[i]}"
  done
  printf '%s\n' "$line"
}

# ZooKeeper publishes what `sha512sum` prints.
checksum_zookeeper() {
  printf '%s  %s\n' "$1" "$2"
}

maven() {
  # --update-snapshots: also asks again for what a failed download left on record as missing.
  mvn --batch-mode --no-transfer-progress --quiet --update-snapshots -Dstyle.color=never "$@"
}

archive_fill_kafka() {
  local folder=$1 version=$2 top=$3 scala
  scala=${top#kafka_} scala=${scala%-"$version"}
  mkdir "$folder"/{bin,config,libs}
  kafka_pom "$version" "$scala" >"$folder/pom.xml"
  maven -f "$folder/pom.xml" "$DEPENDENCY_PLUGIN:copy-dependencies" \
    -DincludeScope=runtime -DoutputDirectory="$folder/libs"
  rm "$folder/pom.xml"
  cp "$ARCHIVES_HOME"/kafka/bin/* "$folder/bin/"
  cp "$ARCHIVES_HOME"/kafka/config/* "$folder/config/"
  kafka_tools "$folder/bin" "${version%.*}"
}

# What the release archive holds beyond the core's own dependencies: the command line tools and a logging back end.
kafka_pom() {
  local version=$1 scala=$2
  maven_pom_begin
  maven_dependency org.apache.kafka "kafka_$scala" "$version"
  if version_at_least "$version" 3.6.0; then
    maven_dependency org.apache.kafka kafka-tools "$version"
  fi
  if version_at_least "$version" 3.1.1; then
    maven_dependency org.slf4j slf4j-reload4j 1.7.36
  else
    maven_dependency org.slf4j slf4j-log4j12 1.7.30
  fi
  maven_pom_end
}

kafka_tools() {
  local bin=$1 minor=$2 script first last main
  while read -r script first last main; do
    [[ $script == '#'* || -z $script ]] && continue
    [[ $first == - ]] || version_at_least "$minor" "$first" || continue
    [[ $last == - ]] || version_at_least "$last" "$minor" || continue
    # shellcheck disable=SC2016 # for the script to expand
    printf '#!/usr/bin/env bash\n# Written for kafkabook'\''s test lab.\nexec "$(dirname "$0")/kafka-run-class.sh" %s "$@"\n' \
      "$main" >"$bin/$script"
  done <"$ARCHIVES_HOME/kafka/tools"
}

archive_fill_zookeeper() {
  # shellcheck disable=SC2016 # for the script to expand
  local folder=$1 version=$2 behaviour=3.5 log_dir='$ZOOKEEPER_PREFIX/logs'
  mkdir "$folder"/{bin,conf,lib}
  zookeeper_jars "$folder/lib" "$version"
  cp "$ARCHIVES_HOME"/zookeeper/bin/zk{Server,Cli,Env}.sh "$folder/bin/"
  cp "$ARCHIVES_HOME"/zookeeper/conf/zoo_sample.cfg "$folder/conf/"
  if version_at_least "$version" 3.8.0; then
    cp "$ARCHIVES_HOME"/zookeeper/conf/logback.xml "$folder/conf/"
  else
    cp "$ARCHIVES_HOME"/zookeeper/conf/log4j.properties "$folder/conf/"
  fi
  if version_at_least "$version" 3.5.0; then
    cat "$ARCHIVES_HOME"/zookeeper/bin/zkEnv-heap.sh >>"$folder/bin/zkEnv.sh"
  else
    behaviour=3.4 log_dir=.
    mv "$folder/lib/zookeeper-$version.jar" "$folder/"
  fi
  sed -i -e "/^@BEHAVIOUR@$/{
    r $ARCHIVES_HOME/zookeeper/behaviour-$behaviour
    d
  }" "$folder/bin/zkServer.sh"
  sed -i "s#@DEFAULT_LOG_DIR@#$log_dir#" "$folder/bin/zkEnv.sh"
}

# From 3.5 on ZooKeeper declares what its server needs (jetty, metrics, snappy, ...) as "provided", which nobody
# inherits. Its own POM names them all, so that is the one to resolve.
zookeeper_jars() {
  local lib=$1 version=$2 pom=$1/pom.xml scope
  if version_at_least "$version" 3.5.0; then
    maven "$DEPENDENCY_PLUGIN:copy" -Dartifact="org.apache.zookeeper:zookeeper:$version:pom" -DoutputDirectory="$lib"
    mv "$lib/zookeeper-$version.pom" "$pom"
    maven "$DEPENDENCY_PLUGIN:copy" -Dartifact="org.apache.zookeeper:zookeeper:$version" -DoutputDirectory="$lib"
  else
    { maven_pom_begin && maven_dependency org.apache.zookeeper zookeeper "$version" && maven_pom_end; } >"$pom"
  fi
  # "compile" here means compile and provided, "runtime" means compile and runtime.
  for scope in compile runtime; do
    maven -f "$pom" "$DEPENDENCY_PLUGIN:copy-dependencies" -DincludeScope=$scope -DoutputDirectory="$lib"
  done
  rm "$pom"
}

maven_pom_begin() {
  cat <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kafkabook</groupId>
  <artifactId>lab-archive</artifactId>
  <version>1</version>
  <dependencies>
XML
}

maven_dependency() {
  printf '    <dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>\n' "$@"
}

maven_pom_end() {
  printf '  </dependencies>\n</project>\n'
}
