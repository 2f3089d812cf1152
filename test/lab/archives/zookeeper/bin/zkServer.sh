#!/usr/bin/env bash
# Written for kafkabook's test lab: zkServer.sh [--config DIR] {start|start-foreground|stop|restart|status} [CONFIG]
# Arguments, environment, messages and exit codes are those of the official script.

ZOOBIN=${BASH_SOURCE[0]}
ZOOBINDIR=$(cd "$(dirname "$ZOOBIN")" && pwd)

if [ "$1" = --config ]; then
  ZOOCFGDIR=$2
  shift 2
fi
. "$ZOOBINDIR/zkEnv.sh"

if [ "$JMXDISABLE" = true ]; then
  echo "JMX disabled by user request" >&2
  JMXFLAGS=
elif [ -z "$JMXPORT" ]; then
  echo "ZooKeeper JMX enabled by default" >&2
  JMXFLAGS="-Dcom.sun.management.jmxremote -Dcom.sun.management.jmxremote.local.only=${JMXLOCALONLY:-false}"
else
  echo "ZooKeeper remote JMX Port set to $JMXPORT" >&2
  JMXFLAGS="-Dcom.sun.management.jmxremote -Dcom.sun.management.jmxremote.port=$JMXPORT -Dcom.sun.management.jmxremote.authenticate=${JMXAUTH:-false} -Dcom.sun.management.jmxremote.ssl=${JMXSSL:-false}"
fi

if [ -n "$2" ]; then
  if [[ $2 == */* ]]; then ZOOCFG=$2; else ZOOCFG=$ZOOCFGDIR/$2; fi
fi
echo "Using config: $ZOOCFG" >&2

setting() {
  sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*//p" "$ZOOCFG" | tail -n 1
}

if [ -z "$ZOOPIDFILE" ]; then
  DATADIR=$(setting dataDir)
  if [ -z "$DATADIR" ] && [ "$1" != status ]; then
    echo "Cannot find dataDir in $ZOOCFG" >&2
    exit 1
  fi
  ZOOPIDFILE=$DATADIR/zookeeper_server.pid
fi
[ "$1" = status ] || mkdir -p "$(dirname "$ZOOPIDFILE")" "$ZOO_LOG_DIR"

@BEHAVIOUR@
ZOOMAIN="org.apache.zookeeper.server.quorum.QuorumPeerMain"

server_command() {
  # shellcheck disable=SC2086 # lists separated by blanks
  "$@" "$JAVA" "-Dzookeeper.log.dir=$ZOO_LOG_DIR" "-Dzookeeper.root.logger=$ZOO_LOG4J_PROP" \
    "${CRASH_FLAGS[@]}" \
    -cp "$CLASSPATH" $JVMFLAGS $SERVER_JVMFLAGS $JMXFLAGS $ZOOMAIN "$ZOOCFG"
}

case $1 in
  start)
    echo -n "Starting zookeeper ... "
    if [ -f "$ZOOPIDFILE" ] && kill -0 "$(cat "$ZOOPIDFILE")" >/dev/null 2>&1; then
      echo "already running as process $(cat "$ZOOPIDFILE")."
      exit "$ALREADY_RUNNING_CODE"
    fi
    server_command exec nohup >"$ZOO_LOG_DIR/$OUTPUT_FILE" 2>&1 </dev/null &
    if ! echo -n $! >"$ZOOPIDFILE"; then
      echo "FAILED TO WRITE PID"
      exit 1
    fi
    sleep 1
    if [ "$CHECK_START" = true ] && ! kill -0 "$(cat "$ZOOPIDFILE")" 2>/dev/null; then
      echo "FAILED TO START"
      exit 1
    fi
    echo STARTED
    ;;
  start-foreground)
    server_command exec
    ;;
  stop)
    echo -n "Stopping zookeeper ... "
    if [ -f "$ZOOPIDFILE" ]; then
      kill "-$STOP_SIGNAL" "$(cat "$ZOOPIDFILE")"
      rm "$ZOOPIDFILE"
      sleep 1
      echo STOPPED
    else
      echo "no zookeeper to stop (could not find file $ZOOPIDFILE)"
    fi
    exit 0
    ;;
  restart)
    shift
    "$0" stop "$@"
    sleep 3
    "$0" start "$@"
    ;;
  status)
    clientPort=$(setting clientPort)
    clientPortAddress=$(setting clientPortAddress)
    if [ -z "$clientPort" ]; then
      # The form of 3.5 and later: server.N=host:port:port;clientPort
      clientPort=$(setting "server\.$(cat "$(setting dataDir)/myid" 2>/dev/null)" | sed -n 's/.*;//p')
      clientPort=${clientPort##*:}
    fi
    # shellcheck disable=SC2086 # lists separated by blanks
    MODE=$("$JAVA" "-Dzookeeper.log.dir=$ZOO_LOG_DIR" "-Dzookeeper.root.logger=$ZOO_LOG4J_PROP" -cp "$CLASSPATH" \
      $CLIENT_JVMFLAGS $JVMFLAGS org.apache.zookeeper.client.FourLetterWordMain \
      "${clientPortAddress:-localhost}" "${clientPort:-2181}" srvr 2>/dev/null | grep Mode)
    if [ -z "$MODE" ]; then
      echo "Error contacting service. It is probably not running."
      exit 1
    fi
    echo "$MODE"
    exit 0
    ;;
  *)
    echo "Usage: $0 [--config <conf-dir>] {start|start-foreground|stop|restart|status}" >&2
    exit 1
    ;;
esac
