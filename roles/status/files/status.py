# Says what the services of this host do, against what they should do. Standard input has what is wanted, as JSON:
#   {"services": [{"role", "id", "unit", "release", "heap", "config": {KEY: VALUE}, "hidden": [KEY], "file", "dirs": [PATH],
#    "port" or "servers"}], "cluster": the text of kafka/files/cluster.py}
# hidden: keys whose values are secret, and are not compared. Prints JSON, cut in lines that an event has room for, a mark
# before each: Ansible before 2.19 makes objects of texts that look like them.
# For any Python that Ansible manages hosts with: 2.7, and 3.
import hashlib
import json
import os
import re
import socket
import subprocess
import sys

ROOM = 3000
SHOWN = ("LoadState", "ActiveState", "SubState", "UnitFileState", "MainPID", "NRestarts", "ActiveEnterTimestampMonotonic")
RELEASE = re.compile("/(kafka_[0-9.]+-[0-9][^/]*|(?:apache-)?zookeeper-[0-9][^/]*)/")


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "replace")
    except EnvironmentError:
        return ""


def run(*words):
    try:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return process.communicate()[0].decode("utf-8", "replace")
    except EnvironmentError as error:
        return "%s" % error


def properties(text):
    pairs = [line.split("=", 1) for line in text.splitlines() if "=" in line and not line.lstrip().startswith("#")]
    return dict((key.strip(), value) for key, value in pairs)


def different(one, other):
    return sorted(key for key in set(one) | set(other) if one.get(key) != other.get(key))


def unit_of(name):
    shown = properties(run("systemctl", "show", name, "--property=" + ",".join(SHOWN)))
    entered = int(shown.get("ActiveEnterTimestampMonotonic") or 0)
    uptime = float((read("/proc/uptime") or "0").split()[0])
    return {
        "installed": shown.get("LoadState") == "loaded",
        "active": shown.get("ActiveState", ""),
        "sub": shown.get("SubState", ""),
        "enabled": shown.get("UnitFileState") == "enabled",
        "restarts": int(shown.get("NRestarts") or 0),
        "seconds": int(uptime - entered / 1e6) if entered and shown.get("ActiveState") == "active" else None,
        "pid": int(shown.get("MainPID") or 0),
    }


def last(pattern, text):
    found = re.findall(pattern, text)
    return found[-1] if found else ""


def state_of(service):
    unit = unit_of(service["unit"])
    command = read("/proc/%d/cmdline" % unit.pop("pid")).replace("\0", " ")
    text = read("/etc/systemd/system/%s.service" % service["unit"])
    released = RELEASE.search(command)
    installed = RELEASE.search(last("(?m)^ExecStart=(.*)$", text))
    files = properties(read(service["file"]))
    wanted = dict((key, "%s" % value) for key, value in service["config"].items())
    pending = [key for key in different(files, wanted) if key not in service["hidden"]]
    pending += [key for key in service["hidden"] if key not in files]
    state = {
        "role": service["role"],
        "id": service["id"],
        "wanted": {"release": service["release"], "heap": service["heap"]},
        "unit": unit,
        "release": released.group(1) if released else "",
        "installed": installed.group(1) if installed else "",
        "heap": last("-Xmx([^ ]+)", command),
        "stale": stale(service, files),
        "dirs": [room(path) for path in service["dirs"]],
    }
    if service["role"] == "zookeeper":
        state.update(zookeeper(service["port"]) if unit["active"] == "active" else {})
    else:
        held = properties(read("/etc/kafka/upgrade")).get("protocol", "")
        # An upgrade that is not finalised holds the brokers to it, whatever cluster.yml says.
        if held and files.get("inter.broker.protocol.version") == held:
            pending = [key for key in pending if key != "inter.broker.protocol.version"]
            state["protocol"] = held
        state.update(cluster(service) if unit["active"] == "active" else {})
    state["pending"] = pending if files else []
    return state


def stale(service, files):
    """What the running service was started with otherwise than it stands on the host now."""
    folder = "/run/" + service["unit"]
    found = []
    for line in read(folder + "/config.sha256").splitlines():
        digest, _, path = line.partition("  ")
        if hashlib.sha256(read(path).encode("utf-8")).hexdigest() == digest:
            continue
        started = properties(read(folder + "/server.properties"))
        if path != service["file"] or not started:
            found.append(os.path.basename(path))
            continue
        # What was told to the broker while it runs counts over what it was started with.
        started.update(properties(read("/etc/kafka/dynamic.properties")))
        found += different(started, files)
    return found


def room(path):
    try:
        if not os.path.isdir(path):
            return {"path": path, "problem": "is not there"}
        found = os.statvfs(path)
        whole = found.f_blocks * found.f_frsize
        free = found.f_bavail * found.f_frsize
        problem = "is read-only" if found.f_flag & 1 else ""
        return {"path": path, "bytes": whole, "free": free, "problem": problem}
    except EnvironmentError as error:
        return {"path": path, "problem": "%s" % (error.strerror or error)}


def names_in(path):
    try:
        return os.listdir(path)
    except EnvironmentError:
        return []


def words(port, word):
    connection = socket.create_connection(("127.0.0.1", port), 3)
    try:
        connection.settimeout(5)
        connection.sendall(word)
        parts = []
        while True:
            part = connection.recv(65536)
            if not part:
                return b"".join(parts).decode("utf-8", "replace")
            parts.append(part)
    finally:
        connection.close()


def zookeeper(port):
    try:
        told = dict(line.split(": ", 1) for line in words(port, b"srvr").splitlines() if ": " in line)
        if "Mode" not in told:
            return {"mode": "", "problem": "it serves nobody: it has no quorum"}
        state = {
            "mode": told["Mode"],
            "outstanding": int(told.get("Outstanding", 0)),
            "connections": int(told.get("Connections", 0)),
        }
        if told["Mode"] == "leader":
            more = dict(line.split("\t", 1) for line in words(port, b"mntr").splitlines() if "\t" in line)
            if "zk_synced_followers" in more:
                state["synced"] = int(float(more["zk_synced_followers"]))
        return state
    except (EnvironmentError, ValueError) as error:
        return {"mode": "", "problem": "it does not answer on port %d: %s" % (port, error)}


def cluster(service):
    words = [sys.executable, "-c", WANTED["cluster"], "describe", service["servers"]]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    told, failure = [part.decode("utf-8", "replace") for part in process.communicate()]
    if process.returncode != 0:
        return {"problem": "the brokers do not answer: " + failure.strip()}
    kafka = {"controller": None, "registered": [], "topics": 0, "partitions": 0, "lagging": [], "offline": [], "below": []}
    leaders, preferred, least = {}, {}, {}
    for line in told.splitlines():
        broker = re.search(r"\(id: ([0-9]+) .*-> \($", line)
        fields = dict(field.split(":", 1) for field in line.strip().split("\t") if ":" in field)
        fields = dict((key, value.strip()) for key, value in fields.items())
        if line.startswith("controller "):
            kafka["controller"] = int(line.split()[1])
        elif broker:
            kafka["registered"].append(int(broker.group(1)))
        elif "PartitionCount" in fields:
            kafka["topics"] += 1
            least[fields["Topic"]] = int(fields["Configs"].split("=")[1])
        elif "Partition" in fields:
            kafka["partitions"] += 1
            name = fields["Topic"] + "-" + fields["Partition"]
            replicas = [each for each in fields["Replicas"].split(",") if each]
            in_sync = [each for each in fields["Isr"].split(",") if each]
            if fields["Leader"] == "none":
                kafka["offline"].append(name)
            else:
                leaders[fields["Leader"]] = leaders.get(fields["Leader"], 0) + 1
            if set(replicas) - set(in_sync):
                kafka["lagging"].append(name)
            if len(in_sync) < least.get(fields["Topic"], 1):
                kafka["below"].append(name)
            preferred[replicas[0]] = preferred.get(replicas[0], 0) + 1
    for kind in ("lagging", "offline", "below"):
        names = kafka[kind]
        kafka[kind] = {"count": len(names), "some": names[:5]}
    kafka.update(leaders=leaders, preferred=preferred)
    # Behind a cold start the controller knows the brokers before it knows the topics.
    on_disk = [each for path in service["dirs"] for each in names_in(path) if re.search("-[0-9]+$", each)]
    if kafka["topics"] == 0 and on_disk:
        return {"cluster": kafka, "problem": "the controller knows of no topic, and this host has partitions"}
    return {"cluster": kafka}


WANTED = json.loads(sys.stdin.read())
REPORT = json.dumps({"services": [state_of(service) for service in WANTED["services"]]}, sort_keys=True)
for at in range(0, len(REPORT), ROOM):
    print("| " + REPORT[at : at + ROOM])
