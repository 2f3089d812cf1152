# Says what a host is like before a run, and what it reaches of its peers. Changes nothing. Standard input is JSON:
#   {"services": [{"role", "id", "unit", "user", "ports": [PORT], "dirs": [PATH], "installed": FOLDER, "urls": [URL],
#    "sums": whether the .sha512 beside them is wanted}],
#    "names": {NAME: ADDRESS}, "reach": [[ADDRESS, PORT]], "java": PATH or ""}
# Prints JSON, cut in lines that an event has room for, a mark before each: Ansible before 2.19 makes objects of texts that
# look like them. For any Python that Ansible manages hosts with: 2.7, and 3.
import base64
import glob
import json
import os
import platform
import pwd
import re
import socket
import subprocess
import sys
import threading
import time

try:
    from urllib.parse import unquote
    from urllib.request import Request, urlopen
except ImportError:
    from urllib import unquote
    from urllib2 import Request, urlopen

ROOM = 3000
SECONDS = 3
BEGUN = time.time()


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
    except EnvironmentError:
        return ""


def pairs(text, sign="="):
    lines = [line.split(sign, 1) for line in text.splitlines() if sign in line]
    return dict((key.strip(), value.strip().strip('"')) for key, value in lines)


def at_once(work, values):
    """What work says of each value, all at the same time."""
    results = {}

    def note(index, value):
        results[index] = work(value)

    threads = [threading.Thread(target=note, args=each) for each in enumerate(values)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[index] for index in range(len(values))]


def system():
    release = pairs(read("/etc/os-release"))
    managers = [name for name in ("apt-get", "dnf", "yum", "zypper") if which(name)]
    return {
        "id": release.get("ID", ""),
        "like": release.get("ID_LIKE", ""),
        "version": release.get("VERSION_ID", ""),
        "name": release.get("PRETTY_NAME", ""),
        "machine": platform.machine(),
        "manager": managers[0] if managers else "",
        "python": list(sys.version_info[:3]),
        "root": os.geteuid() == 0,
        "systemd": os.path.isdir("/run/systemd/system"),
        "time": BEGUN,
    }


def which(name):
    folders = os.environ.get("PATH", "").split(":") + ["/usr/sbin", "/sbin"]
    return [folder for folder in folders if os.access(os.path.join(folder, name), os.X_OK)]


def kernel():
    memory = pairs(read("/proc/meminfo"), ":")
    kilobytes = lambda name: int((memory.get(name) or "0").split()[0]) * 1024
    thp = re.search(r"\[(\w+)\]", read("/sys/kernel/mm/transparent_hugepage/enabled"))
    number = lambda path: int(read(path).strip() or -1)
    return {
        "memory": kilobytes("MemTotal"),
        "swap": kilobytes("SwapTotal"),
        "files": number("/proc/sys/fs/nr_open"),
        "swappiness": number("/proc/sys/vm/swappiness"),
        "maps": number("/proc/sys/vm/max_map_count"),
        "thp": thp.group(1) if thp else "",
    }


def listeners():
    """{port: inode} of the sockets that listen."""
    found = {}
    for path in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in read(path).splitlines()[1:]:
            words = line.split()
            if len(words) > 9 and words[3] == "0A":
                found[int(words[1].rsplit(":", 1)[1], 16)] = words[9]
    return found


def holder(inode):
    """The unit or program that holds a socket."""
    for link in glob.glob("/proc/[0-9]*/fd/*"):
        try:
            if os.readlink(link) != "socket:[%s]" % inode:
                continue
        except EnvironmentError:
            continue
        process = link.split("/")[2]
        unit = re.search(r"([^/]+)\.service", read("/proc/%s/cgroup" % process))
        return unit.group(1) if unit else read("/proc/%s/comm" % process).strip()
    return "unknown"


def port(wanted, open_ports):
    if wanted not in open_ports:
        return {"port": wanted, "holder": ""}
    return {"port": wanted, "holder": holder(open_ports[wanted])}


def directory(path):
    at = path
    while not os.path.exists(at) and at != "/":
        at = os.path.dirname(at)
    found = os.statvfs(at)
    mount = ["", "", "", ""]
    for line in read("/proc/self/mounts").splitlines():
        words = line.split()
        if (at + "/").startswith(words[1].rstrip("/") + "/") and len(words[1]) >= len(mount[1]):
            mount = words
    return {
        "path": path,
        "exists": os.path.isdir(path),
        "bytes": found.f_blocks * found.f_frsize,
        "free": found.f_bavail * found.f_frsize,
        "inodes": found.f_favail if found.f_files else -1,
        "mount": mount[1],
        "type": mount[2],
        "readonly": bool(found.f_flag & 1),
    }


def identity(service):
    """Whose data stand in the directories of a service: none, ours or foreign, and the words and cluster ids of all."""
    found = [place(service, path) for path in service["dirs"]]
    foreign = [says for state, says, _ in found if state == "foreign"]
    ours = [says for state, says, _ in found if state == "ours"]
    clusters = sorted(set(cluster for _, _, cluster in found if cluster))
    if len(clusters) > 1:
        foreign.append("the directories are of several clusters: %s" % ", ".join(clusters))
    state = "foreign" if foreign else "ours" if ours else "none"
    return {"state": state, "says": "; ".join(foreign or sorted(set(ours))), "cluster": clusters[0] if clusters else ""}


def place(service, path):
    names = os.listdir(path) if os.path.isdir(path) else []
    if service["role"] == "zookeeper":
        mine = read(os.path.join(service["dirs"][0], "myid")).strip()
        if mine and mine != str(service["id"]):
            return "foreign", "%s/myid says %s" % (service["dirs"][0], mine), ""
        if not mine and "version-2" in names:
            return "foreign", "%s has data, and there is no myid" % path, ""
        if mine and not owned(service, os.path.join(path, "version-2")):
            return foreigner(service, os.path.join(path, "version-2"))
        return ("ours", "server %s" % mine, "") if mine else ("none", "", "")
    if "lost+found" in names:
        return "foreign", "%s is the root of a file system, whose lost+found Kafka takes for a partition" % path, ""
    told = pairs(read(os.path.join(path, "meta.properties")))
    mine = told.get("broker.id", told.get("node.id"))
    if mine is not None:
        if mine != str(service["id"]) or "node.id" in told:
            return "foreign", "%s belongs to broker %s" % (path, mine), ""
        if not owned(service, os.path.join(path, "meta.properties")):
            return foreigner(service, os.path.join(path, "meta.properties"))
        cluster = told.get("cluster.id", "?")
        return "ours", "broker %s of cluster %s" % (mine, cluster), cluster
    others = [name for name in names if name not in (".lock", ".kafka_cleanshutdown") and "-checkpoint" not in name]
    return ("foreign", "%s holds %s" % (path, others[0]), "") if others else ("none", "", "")


def owner(path):
    try:
        return pwd.getpwuid(os.stat(path).st_uid).pw_name
    except KeyError:
        return "user %s" % os.stat(path).st_uid


def owned(service, path):
    return not os.path.exists(path) or owner(path) == service["user"]


def foreigner(service, path):
    return "foreign", "%s belongs to %s, and the service runs as %s" % (path, owner(path), service["user"]), ""


def lookup(name):
    try:
        return sorted(set(each[4][0] for each in socket.getaddrinfo(name, None, 0, socket.SOCK_STREAM)))
    except (EnvironmentError, UnicodeError):
        return []


def reverse(address):
    try:
        return socket.gethostbyaddr(address)[0]
    except EnvironmentError:
        return ""


def reach(target):
    """open, closed (nobody listens, but nothing is between), or what stands in the way."""
    address, number = target
    try:
        socket.create_connection((address, number), SECONDS).close()
        return "open"
    except socket.timeout:
        return "no answer"
    except EnvironmentError as error:
        return "closed" if error.errno == 111 else "%s" % (error.strerror or error)


def fetch(url):
    """What stands in the way of a file, or ''."""
    # As Ansible fetches it: with the user and password of the address, if there are any.
    login = re.match(r"(\w+://)([^/@]*)@(.*)", url)
    headers = {}
    if login:
        url = login.group(1) + login.group(3)
        headers["Authorization"] = "Basic " + base64.b64encode(unquote(login.group(2)).encode("utf-8")).decode("ascii")
    said = ""
    # Some mirrors know only one of them.
    for method, more in (("HEAD", {}), ("GET", {"Range": "bytes=0-0"})):
        try:
            request = Request(url, headers=dict(headers, **more))
            request.get_method = lambda: method
            urlopen(request, timeout=10).close()
            return ""
        except Exception as error:  # It has a kind of its own for each thing that can go wrong.
            said = "%s" % error
    return said


def archive(service):
    """Where the release comes from: installed, or the first address that has it, or what each says."""
    if os.path.isdir(service["installed"]):
        return {"state": "installed", "says": ""}
    urls = service["urls"]
    if not urls:
        return {"state": "pushed", "says": ""}
    files = urls + ([url + ".sha512" for url in urls] if service["sums"] else [])
    shown = [re.sub(r"://[^/@]*@", "://", url) for url in files]
    answers = list(zip(shown, at_once(fetch, files)))
    # Each file may come from another mirror.
    for state, some in (("absent", answers[: len(urls)]), ("unchecked", answers[len(urls) :])):
        if some and all(answer for _, answer in some):
            return {"state": state, "says": "; ".join("%s: %s" % each for each in some)}
    return {"state": "reachable", "says": [url for url, answer in answers[: len(urls)] if not answer][0]}


def java(path):
    told = run(os.path.join(path, "bin/java") if path else "java", "-version")
    version = re.search(r'version "([^"]+)"', told)
    return version.group(1) if version else ""


def service_state(service, open_ports):
    shown = pairs(run("systemctl", "show", service["unit"], "--property=ActiveState,LoadState"))
    return {
        "role": service["role"],
        "active": shown.get("ActiveState") == "active",
        "ports": [port(each, open_ports) for each in service["ports"]],
        "dirs": [directory(each) for each in service["dirs"]],
        "identity": identity(service),
        "archive": archive(service),
    }


WANTED = json.loads(sys.stdin.read())
OPEN = listeners()
NAMES = sorted(WANTED["names"])
REPORT = {
    "system": system(),
    "kernel": kernel(),
    "java": java(WANTED["java"]),
    "services": [service_state(service, OPEN) for service in WANTED["services"]],
    "names": dict(zip(NAMES, at_once(lookup, NAMES))),
    "reverse": dict(zip(NAMES, at_once(reverse, [WANTED["names"][name] for name in NAMES]))),
    "reach": [target + [said] for target, said in zip(WANTED["reach"], at_once(reach, WANTED["reach"]))],
}
TEXT = json.dumps(REPORT, sort_keys=True)
for start in range(0, len(TEXT), ROOM):
    print("| " + TEXT[start : start + ROOM])
