#!/usr/bin/env bash
# Written for kafkabook's test lab: the command line client. zkCli.sh [-server host:port] [command]

ZOOBINDIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$ZOOBINDIR/zkEnv.sh"

# shellcheck disable=SC2086 # lists separated by blanks
exec "$JAVA" "-Dzookeeper.log.dir=$ZOO_LOG_DIR" "-Dzookeeper.root.logger=$ZOO_LOG4J_PROP" -cp "$CLASSPATH" \
  $CLIENT_JVMFLAGS $JVMFLAGS org.apache.zookeeper.ZooKeeperMain "$@"
