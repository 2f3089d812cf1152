#!/usr/bin/env bash
# Written for kafkabook's test lab; sourced by the other scripts, which set ZOOBINDIR. Reads and sets the variables
# that the official script does.

ZOOKEEPER_PREFIX=$(cd "$ZOOBINDIR/.." && pwd)
ZOOCFGDIR=${ZOOCFGDIR:-$ZOOKEEPER_PREFIX/conf}

if [ -f "$ZOOCFGDIR/zookeeper-env.sh" ]; then
  . "$ZOOCFGDIR/zookeeper-env.sh"
fi

ZOOCFG=${ZOOCFG:-zoo.cfg}
ZOOCFG=$ZOOCFGDIR/$ZOOCFG

if [ -f "$ZOOCFGDIR/java.env" ]; then
  . "$ZOOCFGDIR/java.env"
fi

ZOO_LOG_DIR=${ZOO_LOG_DIR:-@DEFAULT_LOG_DIR@}
ZOO_LOG4J_PROP=${ZOO_LOG4J_PROP:-INFO,CONSOLE}

if [ -n "$JAVA_HOME" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  JAVA=$JAVA_HOME/bin/java
elif type -p java >/dev/null; then
  JAVA=java
else
  echo "Error: JAVA_HOME is not set and java could not be found in PATH." 1>&2
  exit 1
fi

CLASSPATH=$ZOOCFGDIR:$CLASSPATH
for jar in "$ZOOKEEPER_PREFIX"/zookeeper-*.jar "$ZOOKEEPER_PREFIX"/lib/*.jar; do
  [ -e "$jar" ] && CLASSPATH=$jar:$CLASSPATH
done
