# What there is, for people and for tests.
# shellcheck shell=bash

show_status() {
  local host leader
  printf '%-16s %-13s %-4s %s\n' MACHINE ADDRESS UP UPTIME
  for host in "${HOST_NAMES[@]}"; do
    if leader=$(machine_leader "$host"); then
      printf '%-16s %-13s %-4s %s s\n' "$host" "${HOST_ADDRESS[$host]}" yes "$(ps -o etimes= -p "$leader" | tr -d ' ')"
    else
      printf '%-16s %-13s %-4s %s\n' "$host" "${HOST_ADDRESS[$host]}" no -
    fi
  done
}

show_env() {
  case ${1:-} in
    '') show_env_shell ;;
    --json) show_env_json ;;
    *) die_usage "lab env takes --json or nothing" ;;
  esac
}

show_env_shell() {
  cat <<TEXT
LAB_DIR=$LAB_DIR
LAB_KEY_FILE=$LAB_KEY_FILE
LAB_KNOWN_HOSTS=$LAB_KNOWN_HOSTS
LAB_USER=$LOGIN_USER
LAB_PLAIN_USER=$PLAIN_USER
LAB_MIRROR_URL=$MIRROR_URL
LAB_APT_URL=$APT_URL
LAB_HTTP_LOG=$LAB_LOGS/http.log
LAB_CONTROL_NAME=$CONTROL_NAME
LAB_CONTROL_ADDRESS=$CONTROL_ADDRESS
LAB_CONTROL_NAMESPACE=$CONTROL_NAMESPACE
LAB_DOMAIN=$DOMAIN
LAB_MACHINES="$(for host in "${HOST_NAMES[@]}"; do printf '%s=%s ' "$host" "${HOST_ADDRESS[$host]}"; done)"
TEXT
}

show_env_json() {
  local host comma=
  cat <<TEXT
{
  "stateDir": "$LAB_DIR",
  "keyFile": "$LAB_KEY_FILE",
  "knownHostsFile": "$LAB_KNOWN_HOSTS",
  "user": "$LOGIN_USER",
  "plainUser": "$PLAIN_USER",
  "mirrorUrl": "$MIRROR_URL",
  "aptUrl": "$APT_URL",
  "httpLog": "$LAB_LOGS/http.log",
  "control": { "name": "$CONTROL_NAME", "address": "$CONTROL_ADDRESS", "namespace": "$CONTROL_NAMESPACE" },
  "domain": "$DOMAIN",
TEXT
  printf '  "machines": ['
  for host in "${HOST_NAMES[@]}"; do
    printf '%s\n    { "name": "%s", "fqdn": "%s.%s", "address": "%s", "up": %s }' "$comma" "$host" "$host" "$DOMAIN" \
      "${HOST_ADDRESS[$host]}" "$(machine_is_on "$host" && echo true || echo false)"
    comma=,
  done
  printf '\n  ],\n  "archives": ['
  comma=
  while read -r kind version file; do
    printf '%s\n    { "software": "%s", "version": "%s", "file": "%s", "url": "%s", "sha512": "%s" }' "$comma" \
      "$kind" "$version" "$(basename "$file")" "$MIRROR_URL/$file" "$(archive_sha512 "$kind" "$file")"
    comma=,
  done < <(archives_list)
  printf '\n  ]\n}\n'
}
