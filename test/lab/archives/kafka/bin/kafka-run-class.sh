#!/usr/bin/env bash
# Written for kafkabook's test lab: runs a Java class of Kafka. Arguments and environment are those of the official
# script: kafka-run-class.sh [-daemon] [-name NAME] [-loggc] CLASS [OPTIONS]

if [ $# -lt 1 ]; then
  echo "USAGE: $0 [-daemon] [-name servicename] [-loggc] classname [opts]"
  exit 1
fi

base_dir=$(cd "$(dirname "$0")/.." && pwd)

DAEMON_MODE=false
DAEMON_NAME=kafkaServer
GC_LOG_ENABLED=false
while [ $# -gt 0 ]; do
  case $1 in
    -daemon) DAEMON_MODE=true && shift ;;
    -name) DAEMON_NAME=$2 && CONSOLE_OUTPUT_FILE=$2.out && shift 2 ;;
    -loggc) [ -n "$KAFKA_GC_LOG_OPTS" ] || GC_LOG_ENABLED=true; shift ;;
    *) break ;;
  esac
done

for jar in "$base_dir"/libs/*.jar; do
  CLASSPATH=${CLASSPATH:+$CLASSPATH:}$jar
done

if [ "$JMX_PORT" ]; then
  : "${KAFKA_JMX_OPTS:=-Dcom.sun.management.jmxremote -Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false}"
  KAFKA_JMX_OPTS="$KAFKA_JMX_OPTS -Dcom.sun.management.jmxremote.port=$JMX_PORT"
  [[ $KAFKA_JMX_OPTS == *jmxremote.rmi.port* ]] ||
    KAFKA_JMX_OPTS="$KAFKA_JMX_OPTS -Dcom.sun.management.jmxremote.rmi.port=$JMX_PORT"
fi

LOG_DIR=${LOG_DIR:-$base_dir/logs}
if [ -z "$KAFKA_LOG4J_OPTS" ]; then
  # A tool, not a server: log to the console.
  KAFKA_LOG4J_OPTS="-Dlog4j.configuration=file:$base_dir/config/tools-log4j.properties"
else
  mkdir -p "$LOG_DIR"
fi
KAFKA_LOG4J_OPTS="-Dkafka.logs.dir=$LOG_DIR $KAFKA_LOG4J_OPTS"

if [ -z "$JAVA_HOME" ]; then JAVA=java; else JAVA=$JAVA_HOME/bin/java; fi
KAFKA_HEAP_OPTS=${KAFKA_HEAP_OPTS:--Xmx256M}
KAFKA_JVM_PERFORMANCE_OPTS=${KAFKA_JVM_PERFORMANCE_OPTS:--server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -XX:MaxInlineLevel=15 -Djava.awt.headless=true}

if [ "$GC_LOG_ENABLED" = true ]; then
  GC_LOG_FILE=$LOG_DIR/$DAEMON_NAME-gc.log
  JAVA_MAJOR_VERSION=$("$JAVA" -version 2>&1 | sed -E -n 's/.* version "([0-9]*).*$/\1/p')
  if [ "${JAVA_MAJOR_VERSION:-0}" -ge 9 ]; then
    KAFKA_GC_LOG_OPTS="-Xlog:gc*:file=$GC_LOG_FILE:time,tags:filecount=10,filesize=100M"
  else
    KAFKA_GC_LOG_OPTS="-Xloggc:$GC_LOG_FILE -verbose:gc -XX:+PrintGCDetails -XX:+PrintGCDateStamps -XX:+PrintGCTimeStamps -XX:+UseGCLogFileRotation -XX:NumberOfGCLogFiles=10 -XX:GCLogFileSize=100M"
  fi
fi

# Options are lists separated by blanks, as in the official script.
# shellcheck disable=SC2086
if [ "$DAEMON_MODE" = true ]; then
  nohup "$JAVA" $KAFKA_HEAP_OPTS $KAFKA_JVM_PERFORMANCE_OPTS $KAFKA_GC_LOG_OPTS $KAFKA_JMX_OPTS $KAFKA_LOG4J_OPTS \
    -cp "$CLASSPATH" $KAFKA_OPTS "$@" >"$LOG_DIR/${CONSOLE_OUTPUT_FILE:-kafkaServer.out}" 2>&1 </dev/null &
else
  exec "$JAVA" $KAFKA_HEAP_OPTS $KAFKA_JVM_PERFORMANCE_OPTS $KAFKA_GC_LOG_OPTS $KAFKA_JMX_OPTS $KAFKA_LOG4J_OPTS \
    -cp "$CLASSPATH" $KAFKA_OPTS "$@"
fi
