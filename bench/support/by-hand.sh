#!/bin/bash
# Brings one machine of the book's cluster up as somebody would who has only a shell and knows all of it by heart:
#   by-hand.sh MIRROR ID zookeeper|kafka
# The machines know each other's names already. What else there is to care for, this leaves out.
set -euo pipefail
mirror=$1 id=$2 role=$3

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends openjdk-17-jre-headless >/dev/null 2>&1

fetch() {
  python3 -c 'import sys, urllib.request; urllib.request.urlretrieve(sys.argv[1], sys.argv[2])' "$mirror/$1" /opt/archive.tgz
  tar -xzf /opt/archive.tgz -C /usr/local
}

unit() {
  printf '[Service]\nUser=%s\nExecStart=%s\nSuccessExitStatus=143\n[Install]\nWantedBy=multi-user.target\n' "$1" "$2" \
    >"/etc/systemd/system/$1-server.service"
  systemctl enable --now "$1-server" 2>/dev/null
}

useradd --system "$role"
case $role in
  zookeeper)
    fetch zookeeper/zookeeper-3.5.9/apache-zookeeper-3.5.9-bin.tar.gz
    install -d -o zookeeper /data /data/zk
    echo "$id" >/data/zk/myid
    {
      printf 'tickTime=2000\ninitLimit=10\nsyncLimit=5\ndataDir=/data/zk\nclientPort=2181\n'
      for n in 1 2 3; do echo "server.$n=peter-zk0$n.foo.bar:2888:3888"; done
    } >/etc/zoo.cfg
    unit zookeeper '/usr/local/apache-zookeeper-3.5.9-bin/bin/zkServer.sh start-foreground /etc/zoo.cfg'
    until (exec 3<>/dev/tcp/127.0.0.1/2181 && printf srvr >&3 && grep -q ^Mode <&3) 2>/dev/null; do sleep 0.2; done
    ;;
  kafka)
    fetch kafka/2.6.0/kafka_2.12-2.6.0.tgz
    install -d -o kafka /data /data/kafka-logs /usr/local/kafka_2.12-2.6.0/logs
    cat >/etc/server.properties <<END
broker.id=$id
listeners=PLAINTEXT://0.0.0.0:9092
advertised.listeners=PLAINTEXT://peter-kafka0$id.foo.bar:9092
log.dirs=/data/kafka-logs
zookeeper.connect=peter-zk01.foo.bar:2181,peter-zk02.foo.bar:2181,peter-zk03.foo.bar:2181
END
    # Not before there is a quorum to register with.
    until (exec 3<>/dev/tcp/peter-zk01.foo.bar/2181 && printf srvr >&3 && grep -q ^Mode <&3) 2>/dev/null; do sleep 0.2; done
    unit kafka '/usr/local/kafka_2.12-2.6.0/bin/kafka-server-start.sh /etc/server.properties'
    until (exec 3<>/dev/tcp/127.0.0.1/9092) 2>/dev/null; do sleep 0.2; done
    ;;
esac
