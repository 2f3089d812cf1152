# Asks brokers in Kafka's own protocol: a tool of Kafka takes seconds to start its JVM, and a gate asks many times.
#   controller SERVERS prints "controller ID"
#   partitions SERVERS prints that, a line for each registered broker that answers (with the beginning of what
#                      kafka-broker-api-versions prints of it), and what `kafka-topics --describe` prints of all topics
#                      without their settings
#   describe SERVERS   the same with the setting min.insync.replicas, as it holds for each topic
#   await SERVERS IDS AWAY SECONDS
#                      prints nothing; ends when all brokers IDS answer and every partition has a leader and its replicas
#                      in sync, but for those on the brokers AWAY, or when so many seconds have passed
#   elect SERVERS      lets the preferred replicas lead, and prints of which partitions that is new
# SERVERS as in bootstrap.servers, with listeners that speak PLAINTEXT. Ends with 1 where no broker answers as it should.
# The versions of requests are those that Kafka 2.0 and 4.x both know, 2.4 for elections (clients/src/main/resources/
# common/message of apache/kafka at the tags). For any Python that Ansible manages hosts with: 2.7, and 3.
import os
import socket
import struct
import sys
import threading
import time

METADATA, API_VERSIONS, DESCRIBE_CONFIGS, ELECT_LEADERS = (3, 5), (18, 0), (32, 1), (43, 1)
TOPIC = 2
EVERY, NO = -1, 0
PREFERRED = 0
UNKNOWN_TOPIC, ELECTION_NOT_NEEDED = 3, 84
CONNECT_SECONDS = 3
ANSWER_SECONDS = 15
AGAIN_SECONDS = 0.2
LARGEST = 1 << 28
# A broker reads each topic of a question from ZooKeeper before it answers.
TOPICS_AT_ONCE = 200


class Answer(object):
    """Reads the parts of a response in their order; what is cut off raises struct.error."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def number(self, form):
        (value,) = struct.unpack_from(">" + form, self.data, self.at)
        self.at += struct.calcsize(form)
        return value

    def short(self):
        return self.number("h")

    def int(self):
        return self.number("i")

    def flag(self):
        return self.number("b") != 0

    def text(self):
        size = self.short()
        if size < 0:
            return None
        (value,) = struct.unpack_from("%ds" % size, self.data, self.at)
        self.at += size
        return value.decode("utf-8")

    def list(self, read):
        return [read() for _ in range(self.int())]


def text(value):
    data = value.encode("utf-8")
    return struct.pack(">h", len(data)) + data


class Broker(object):
    """A connection to one broker."""

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), CONNECT_SECONDS)
        self.socket.settimeout(ANSWER_SECONDS)

    def ask(self, request, body=b""):
        key, version = request
        message = struct.pack(">hhi", key, version, 1) + text("kafkabook") + body
        self.socket.sendall(struct.pack(">i", len(message)) + message)
        (size,) = struct.unpack(">i", self.read(4))
        if not 4 <= size <= LARGEST:
            raise ValueError("this is not Kafka, or wants TLS")
        answer = Answer(self.read(size))
        if answer.int() != 1:
            raise ValueError("an answer to another question")
        return answer

    def read(self, size):
        parts = []
        while size > 0:
            part = self.socket.recv(min(size, 1 << 20))
            if not part:
                raise ValueError("the connection was closed")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def close(self):
        self.socket.close()


class Cluster(object):
    """What one broker knows: brokers {id: (host, port, rack)}, controller, topics [(name, partitions)]."""

    def __init__(self, broker, topics=EVERY):
        answer = broker.ask(METADATA, struct.pack(">ib", topics, 0))
        answer.int()
        self.brokers = {}
        for _ in range(answer.int()):
            number = answer.int()
            self.brokers[number] = (answer.text(), answer.int(), answer.text())
        answer.text()
        self.controller = answer.int()
        self.topics = answer.list(lambda: self.topic(answer))

    @staticmethod
    def topic(answer):
        error, name = answer.short(), answer.text()
        answer.flag()
        partitions = answer.list(lambda: Cluster.partition(answer))
        if error != 0:
            raise ValueError("the topic %s cannot be read: error %d" % (name, error))
        return name, sorted(partitions)

    @staticmethod
    def partition(answer):
        """(number, leader or -1, replicas, in-sync replicas)"""
        answer.short()
        number, leader = answer.int(), answer.int()
        replicas, in_sync = answer.list(answer.int), answer.list(answer.int)
        answer.list(answer.int)
        return number, leader, replicas, in_sync


def controller_of(servers):
    """A connection to the controller, which knows of changes first, and what it knows."""
    failure = None
    for server in servers.split(","):
        host, _, port = server.rpartition(":")
        try:
            broker = Broker(host.strip("[]"), int(port))
            cluster = Cluster(broker, topics=NO)
            broker.close()
            if cluster.controller not in cluster.brokers:
                raise ValueError("there is no controller")
            controller = Broker(*cluster.brokers[cluster.controller][:2])
            return controller, Cluster(controller)
        except (EnvironmentError, ValueError, struct.error) as error:
            failure = "%s: %s" % (server, error)
    raise ValueError(failure)


def those_that_answer(brokers):
    found = []

    def ask(number, host, port):
        try:
            broker = Broker(host, port)
            if broker.ask(API_VERSIONS).short() == 0:
                found.append(number)
            broker.close()
        except (EnvironmentError, ValueError, struct.error):
            pass

    threads = [threading.Thread(target=ask, args=(number,) + brokers[number][:2]) for number in brokers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def least_in_sync(broker, topics):
    """{topic: its min.insync.replicas}, without topics that are gone by now."""
    values = {}
    for start in range(0, len(topics), TOPICS_AT_ONCE):
        values.update(least_in_sync_of_some(broker, topics[start : start + TOPICS_AT_ONCE]))
    return values


def least_in_sync_of_some(broker, topics):
    keys = struct.pack(">i", 1) + text("min.insync.replicas")
    resources = b"".join(struct.pack(">b", TOPIC) + text(name) + keys for name in topics)
    answer = broker.ask(DESCRIBE_CONFIGS, struct.pack(">i", len(topics)) + resources + struct.pack(">b", 0))
    answer.int()
    values = {}

    def entry():
        key, value = answer.text(), answer.text()
        answer.flag(), answer.flag(), answer.flag()
        answer.list(lambda: (answer.text(), answer.text(), answer.flag()))
        return key, value

    def resource():
        error, message = answer.short(), answer.text()
        answer.flag()
        name, entries = answer.text(), dict(answer.list(entry))
        if error == 0:
            values[name] = int(entries["min.insync.replicas"])
        elif error != UNKNOWN_TOPIC:
            raise ValueError("the settings of %s cannot be read: %s" % (name, message or error))

    answer.list(resource)
    return values


def controller(servers):
    _, cluster = controller_of(servers)
    print("controller %d" % cluster.controller)


def partitions(servers):
    _, cluster = controller_of(servers)
    tell(cluster, None)


def describe(servers):
    broker, cluster = controller_of(servers)
    tell(cluster, least_in_sync(broker, [name for name, _ in cluster.topics]))


def wait(servers, wanted, away, seconds):
    end = clock() + float(seconds)
    while True:
        begun = clock()
        if is_whole(servers, numbers(wanted), numbers(away)):
            break
        # Large clusters have much to tell.
        pause = max(AGAIN_SECONDS, 2 * (clock() - begun))
        if clock() + pause >= end:
            time.sleep(max(0, end - clock()))
            break
        time.sleep(pause)


def is_whole(servers, wanted, away):
    try:
        broker, cluster = controller_of(servers)
        broker.close()
    except (EnvironmentError, ValueError, struct.error):
        return False
    # Partitions are looked at first: brokers need not be asked while any is not whole.
    for _, all_partitions in cluster.topics:
        for _, leader, replicas, in_sync in all_partitions:
            if set(replicas) - set(in_sync) - away or (leader < 0 and set(replicas) - away):
                return False
    return wanted <= set(cluster.brokers) and wanted <= set(those_that_answer(cluster.brokers))


def numbers(ids):
    return set(int(number) for number in ids.split(",") if number)


def clock():
    """Seconds that no correction of the time changes."""
    return os.times()[4]


def tell(cluster, least):
    print("controller %d" % cluster.controller)
    for number in those_that_answer(cluster.brokers):
        host, port, rack = cluster.brokers[number]
        print("%s:%d (id: %d rack: %s) -> (" % (host, port, number, rack or "null"))
    for name, all_partitions in sorted(cluster.topics):
        if least is not None and name not in least:
            continue
        factor = len(all_partitions[0][2]) if all_partitions else 0
        configs = "" if least is None else "min.insync.replicas=%d" % least[name]
        counts = (name, len(all_partitions), factor, configs)
        print("Topic: %s\tPartitionCount: %d\tReplicationFactor: %d\tConfigs: %s" % counts)
        for number, leader, replicas, in_sync in all_partitions:
            who = leader if leader >= 0 else "none"
            ids = tuple(",".join(map(str, each)) for each in (replicas, in_sync))
            print("\tTopic: %s\tPartition: %d\tLeader: %s\tReplicas: %s\tIsr: %s" % ((name, number, who) + ids))


def elect(servers):
    broker, _ = controller_of(servers)
    broker.socket.settimeout(60)
    answer = broker.ask(ELECT_LEADERS, struct.pack(">bii", PREFERRED, -1, 50000))
    answer.int()
    error = answer.short()
    if error != 0:
        raise ValueError("no election: error %d" % error)

    def topic():
        name = answer.text()
        for partition, error, message in answer.list(lambda: (answer.int(), answer.short(), answer.text())):
            if error == 0:
                print("elected %s-%d" % (name, partition))
            elif error != ELECTION_NOT_NEEDED:
                print("not elected %s-%d: %s" % (name, partition, message or error))

    answer.list(topic)


try:
    WORDS = {
        "controller": controller,
        "partitions": partitions,
        "describe": describe,
        "await": wait,
        "elect": elect,
    }
    WORDS[sys.argv[1]](*sys.argv[2:])
except (EnvironmentError, ValueError, struct.error) as problem:
    sys.stderr.write("%s\n" % problem)
    sys.exit(1)
