#!/usr/bin/env bash
# Written for kafkabook's test lab, with the official script's environment.

SIGNAL=${SIGNAL:-TERM}
PIDS=$(ps ax | grep ' kafka\.Kafka ' | grep java | grep -v grep | awk '{print $1}')
if [ -z "$PIDS" ]; then
  echo "No kafka server to stop"
  exit 1
fi
# shellcheck disable=SC2086 # a list of pids
kill -s "$SIGNAL" $PIDS
