# The web server on the control node: /dist as a mirror of release archives, /apt as a Debian repository.
# shellcheck shell=bash

http_up() {
  process_pid http >/dev/null && return
  mkdir -p "$LAB_LOGS"
  # 9>&-: the lock must not live on in it.
  setsid ip netns exec "$CONTROL_NAMESPACE" /usr/bin/python3 -u -m http.server 80 \
    --bind "$CONTROL_ADDRESS" --directory "$LAB_WWW" >>"$LAB_LOGS/http.log" 2>&1 </dev/null 9>&- &
  process_record http $!
  wait_until 10 http_answers || die "the web server did not start; see $LAB_LOGS/http.log"
}

http_answers() {
  ip netns exec "$CONTROL_NAMESPACE" bash -c "exec 3<>/dev/tcp/$CONTROL_ADDRESS/80" 2>/dev/null
}

http_down() {
  local pid
  pid=$(process_pid http) && processes_kill "$pid"
  process_forget http
}
