# -*- coding: utf-8 -*-
"""Tells a parent process what a run does, one JSON object a line.

The lines go to the file descriptor named in KAFKABOOK_EVENTS_FD. Without that variable, and when nobody reads
any more, this plugin is silent: a run by hand is not changed by it. It leaves standard output alone.
"""

from __future__ import absolute_import, division, print_function

import json
import os
import time

from ansible.plugins.callback import CallbackBase

__metaclass__ = type

DOCUMENTATION = """
name: kafkabook_events
type: notification
short_description: Writes the events of a run as JSON lines
description:
  - Writes one JSON object a line to the file descriptor named in E(KAFKABOOK_EVENTS_FD); silent without it.
requirements: []
"""

# The end of an error output says what went wrong; the whole stands in Ansible's own output.
TAIL = 2000
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
        wanted = os.environ.get("KAFKABOOK_EVENTS_FD", "")
        self._fd = int(wanted) if wanted.isdigit() else None
        # The first failed item of the loop that a host is in: the task's own result only says that there was one.
        self._items = {}
        # Tasks that did something on a host: reading over a role's arguments is none, and runs whatever the tags say.
        self._worked = {}

    def v2_playbook_on_start(self, playbook):
        plays = _guarded(playbook.get_plays) or []
        self._write(
            "playbook_start",
            playbook=os.path.basename(getattr(playbook, "_file_name", None) or ""),
            tasks=_guarded(lambda: sum(_count_play(play) for play in plays)),
            plays=[{"name": _name(play), "hosts": _hosts(play)} for play in plays],
        )

    def v2_playbook_on_play_start(self, play):
        self._write("play_start", name=_name(play), hosts=_hosts(play))

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._items.clear()
        self._write("task_start", task=_name(task))

    def v2_playbook_on_handler_task_start(self, task):
        self._write("task_start", task=_name(task))

    def v2_runner_on_start(self, host, task):
        self._write("host_start", host=_name(host), task=_name(task))

    def v2_runner_on_ok(self, result):
        changed = _field(result, "result").get("changed") is True
        if not _action(result).endswith("validate_argument_spec"):
            host = _name(_field(result, "host"))
            self._worked[host] = self._worked.get(host, 0) + 1
        self._write("changed" if changed else "ok", **_where(result))

    def v2_runner_on_skipped(self, result):
        self._write("skipped", **_where(result))

    def v2_runner_item_on_failed(self, result):
        details = _details(result)
        self._items.setdefault((details["host"], details["task"]), details)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        details = _details(result)
        details = self._items.pop((details["host"], details["task"]), details)
        self._write("failed", ignored=bool(ignore_errors), **details)

    def v2_runner_on_unreachable(self, result):
        self._write("unreachable", **_details(result))

    def v2_runner_retry(self, result):
        fields = _field(result, "result")
        self._write("retry", attempt=fields.get("attempts"), retries=fields.get("retries"), **_where(result))

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


def _guarded(function):
    """What a function of Ansible's internals returns, or None: they are no public interface."""
    try:
        return function()
    except Exception:  # pylint: disable=broad-except
        return None


def _name(thing):
    return "%s" % thing.get_name()


def _hosts(play):
    return _guarded(lambda: [host.name for host in play.get_variable_manager()._inventory.get_hosts(play.hosts)])


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


def _details(result):
    fields = _field(result, "result")
    if fields.get("censored") or fields.get("_ansible_no_log"):
        return dict(_where(result), message="the output is hidden by no_log", stderr="", rc=None)
    stderr = "%s" % (fields.get("stderr") or fields.get("module_stderr") or "")
    message = "%s" % (fields.get("msg") or stderr or fields.get("stdout") or "no message")
    return dict(_where(result), message=message[-TAIL:], stderr=stderr[-TAIL:], rc=fields.get("rc"))
