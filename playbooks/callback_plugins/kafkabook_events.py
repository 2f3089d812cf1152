# -*- coding: utf-8 -*-
"""Tells a parent process what a run does, one JSON object a line.

The lines go to the file descriptor named in KAFKABOOK_EVENTS_FD. Without that variable, and when nobody reads
any more, this plugin is silent: a run by hand is not changed by it. It leaves standard output alone.

A byte on the descriptor named in KAFKABOOK_CONTROL_FD asks the run to stop where nothing is half-done: before the next
machine of a roll, elsewhere before the next task.
"""

from __future__ import absolute_import, division, print_function

import json
import os
import re
import select
import time

from ansible import context
from ansible.plugins.callback import CallbackBase

try:
    from ansible.release import __version__ as VERSION
except ImportError:
    VERSION = None

__metaclass__ = type

DOCUMENTATION = """
name: kafkabook_events
type: notification
short_description: Writes the events of a run as JSON lines
description:
  - Writes one JSON object a line to the file descriptor named in E(KAFKABOOK_EVENTS_FD); silent without it.
requirements: []
"""

# The end of an error output says what went wrong; the whole stands in Ansible's own output. Of a difference the
# beginning. Texts are cut between lines, or words: half of a secret could not be told from other text.
TAIL = 4000
DIFF = 20000
COLOR = re.compile("\x1b\\[[0-9;]*m")
STATS = ("ok", "changed", "failures", "unreachable", "skipped", "rescued", "ignored")


class CallbackModule(CallbackBase):
    """Writes events; never lets a run fail because of them."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "kafkabook_events"
    CALLBACK_NEEDS_ENABLED = False
    CALLBACK_NEEDS_WHITELIST = False

    def __init__(self, *args, **kwargs):
        super(CallbackModule, self).__init__(*args, **kwargs)
        self._fd = _descriptor("KAFKABOOK_EVENTS_FD")
        self._control = _descriptor("KAFKABOOK_CONTROL_FD")
        self._folder = ""
        # The play restarts machines in turn: it is left between two of them only.
        self._rolls = False
        self._play = None
        self._begun = {}
        # The first failed item of the loop that a host is in: the task's own result only says that there was one.
        self._items = {}
        # Tasks that did something on a host: reading over a role's arguments is none, and runs whatever the tags say.
        self._worked = {}

    def v2_playbook_on_start(self, playbook):
        plays = _guarded(playbook.get_plays) or []
        path = getattr(playbook, "_file_name", None) or ""
        self._folder = os.path.dirname(os.path.abspath(path)) + os.sep
        self._write(
            "playbook_start",
            ansible=VERSION,
            check=_guarded(lambda: bool(context.CLIARGS["check"])),
            playbook=os.path.basename(path),
            tasks=_guarded(lambda: sum(_count_play(play) for play in plays)),
            plays=[{"name": _name(play), "hosts": _hosts(play)} for play in plays],
        )

    def v2_playbook_on_play_start(self, play):
        self._stop_if_asked()
        self._rolls = bool(getattr(play, "serial", None))
        # Playbooks may find out only on their way who has a turn in a roll. Told once, since hosts may be very many.
        begins, self._play = self._play != play._uuid, play._uuid
        turns = _hosts(play, ignore_restrictions=True) if self._rolls and begins else None
        self._write("play_start", name=_name(play), hosts=_hosts(play), rolls=self._rolls, turns=turns)

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._start_task(task)

    def v2_playbook_on_handler_task_start(self, task):
        self._start_task(task)

    def v2_runner_on_start(self, host, task):
        self._begun[(_name(host), task._uuid)] = time.time()
        self._write("host_start", host=_name(host), task=_name(task))

    def v2_runner_on_ok(self, result):
        changed = _field(result, "result").get("changed") is True
        if not _action(result).endswith("validate_argument_spec"):
            host = _name(_field(result, "host"))
            self._worked[host] = self._worked.get(host, 0) + 1
        service, message = _starts_service(result), _said(result)
        self._write("changed" if changed else "ok", service=service, message=message, **self._ended(result))

    def v2_runner_on_skipped(self, result):
        self._write("skipped", **self._ended(result))

    def v2_runner_item_on_ok(self, result):
        changed = _field(result, "result").get("changed") is True
        self._write("item", outcome="changed" if changed else "ok", item=_item(result), **_where(result))

    def v2_runner_item_on_skipped(self, result):
        self._write("item", outcome="skipped", item=_item(result), **_where(result))

    def v2_runner_item_on_failed(self, result):
        details = _details(result)
        self._items.setdefault((details["host"], details["task"]), details)
        self._write("item", outcome="failed", item=_item(result), **_where(result))

    def v2_runner_on_failed(self, result, ignore_errors=False):
        details = _details(result)
        details = self._items.pop((details["host"], details["task"]), details)
        self._write("failed", ignored=bool(ignore_errors), **dict(self._ended(result), **details))

    def v2_runner_on_unreachable(self, result):
        self._write("unreachable", **dict(self._ended(result), **_details(result)))

    def v2_runner_retry(self, result):
        fields = _field(result, "result")
        message = _details(result)["message"].strip()
        self._write(
            "retry", attempt=fields.get("attempts"), retries=fields.get("retries"), message=message, **_where(result)
        )

    def v2_on_file_diff(self, result):
        fields = _field(result, "result")
        if _is_hidden(fields):
            return
        # A loop has one difference an item.
        for each in fields.get("results") or [fields]:
            text = _guarded(lambda: self._get_diff(each["diff"])) if each.get("diff") and not _is_hidden(each) else None
            if text:
                self._write("diff", diff=_head(COLOR.sub("", text), DIFF), **_where(result))

    def v2_playbook_on_no_hosts_matched(self):
        self._write("no_hosts_matched")

    def v2_playbook_on_no_hosts_remaining(self):
        self._write("no_hosts_remaining")

    def v2_playbook_on_stats(self, stats):
        hosts = {}
        for host in sorted(stats.processed):
            counts = stats.summarize(host)
            hosts[host] = dict((key, counts.get(key, 0)) for key in STATS)
            hosts[host]["worked"] = self._worked.get(host, 0)
        self._write("stats", hosts=hosts)

    def _start_task(self, task):
        if not self._rolls:
            self._stop_if_asked()
        self._items.clear()
        self._begun.clear()
        self._write("task_start", task=_name(task), path=self._path(task))

    def _path(self, task):
        """File and line of a task, seen from the project."""
        path = _guarded(task.get_path) or ""
        return path[len(self._folder):] if path.startswith(self._folder) else path

    def _ended(self, result):
        where = _where(result)
        begun = self._begun.pop((where["host"], getattr(_field(result, "task"), "_uuid", None)), None)
        path = self._path(_field(result, "task"))
        return dict(where, path=path, seconds=None if begun is None else round(time.time() - begun, 3))

    def _stop_if_asked(self):
        if self._control is None or not _guarded(lambda: _is_asked(self._control)):
            return
        self._control = None
        self._write("stopped")
        # The way out that a person's Ctrl-C takes: no worker is busy here.
        raise KeyboardInterrupt()

    def _write(self, event, **fields):
        if self._fd is None:
            return
        fields.update(event=event, time=time.time())
        line = json.dumps(fields, sort_keys=True, default=str) + "\n"
        data = line.encode("utf-8")
        try:
            while data:
                data = data[os.write(self._fd, data):]
        except OSError:
            self._fd = None


def _descriptor(variable):
    wanted = os.environ.get(variable, "")
    return int(wanted) if wanted.isdigit() else None


def _is_asked(control):
    return bool(select.select([control], [], [], 0)[0]) and os.read(control, 1) != b""


def _tail(text):
    if len(text) <= TAIL:
        return text
    end = text[-TAIL:]
    parts = end.split("\n", 1) if "\n" in end else end.split(None, 1)
    return parts[1] if len(parts) > 1 else ""


def _head(text, length):
    if len(text) <= length:
        return text
    start = text[:length]
    return start.rsplit("\n" if "\n" in start else None, 1)[0]


def _guarded(function):
    """What a function of Ansible's internals returns, or None: they are no public interface."""
    try:
        return function()
    except Exception:  # pylint: disable=broad-except
        return None


def _name(thing):
    return "%s" % thing.get_name()


def _hosts(play, **which):
    inventory = _guarded(lambda: play.get_variable_manager()._inventory)
    return _guarded(lambda: [host.name for host in inventory.get_hosts(play.hosts, **which)])


def _count_play(play):
    facts = 0 if play.gather_facts is False else 1
    return facts + sum(_count(block) for block in play.compile())


def _count(item):
    """Tasks that are known before the run: rescue parts are for failures, meta tasks are no work on hosts."""
    if hasattr(item, "block"):
        return sum(_count(each) for each in list(item.block) + list(item.always))
    return 0 if item.action in ("meta", "ansible.builtin.meta") else 1


def _field(result, name):
    """A field of a task result, public from ansible-core 2.19 on."""
    return getattr(result, name) if hasattr(result, name) else getattr(result, "_" + name)


def _action(result):
    return "%s" % getattr(_field(result, "task"), "action", "")


def _where(result):
    return {"host": _name(_field(result, "host")), "task": _name(_field(result, "task"))}


def _starts_service(result):
    """Whether the task has started or stopped a service: what comes after it has to be seen to by a gate."""
    service = _action(result).rsplit(".", 1)[-1] in ("systemd", "systemd_service", "service")
    fields = _field(result, "result")
    return service and fields.get("changed") is True and bool(fields.get("state"))


def _said(result):
    """What a debug task says."""
    fields = _field(result, "result")
    if not _action(result).endswith("debug") or _is_hidden(fields):
        return ""
    return _tail("%s" % (fields.get("msg") or ""))


def _is_hidden(fields):
    return bool(fields.get("censored") or fields.get("_ansible_no_log"))


def _item(result):
    fields = _field(result, "result")
    item = fields.get("_ansible_item_label", fields.get("item", ""))
    return "hidden by no_log" if _is_hidden(fields) else _head("%s" % (item,), TAIL)


def _details(result):
    fields = _field(result, "result")
    if _is_hidden(fields):
        return dict(_where(result), message="the output is hidden by no_log", stderr="", rc=None)
    stderr = "%s" % (fields.get("stderr") or fields.get("module_stderr") or "")
    said = "%s" % (fields.get("stdout") or "")
    message = "%s" % (fields.get("msg") or stderr or said or "no message")
    # A gate says what it waits for; that its command ended with another code than 0 tells nothing.
    if message == "non-zero return code" and said.strip():
        message = said
    return dict(_where(result), message=_tail(message), stderr=_tail(stderr), rc=fields.get("rc"))
