"""Machines that answer at once, and as converged brokers do: for what a run costs the control node alone."""
import re

from ansible.plugins.connection import ConnectionBase

DOCUMENTATION = '''
name: model
short_description: Machines that answer at once what converged brokers answer
description: Nothing is reached and nothing is run.
options: {}
'''

# A part of what is asked, and what is answered. {release} and {zone} are taken from the question.
ANSWERS = (
    ('config.sha256', ''),
    ('no partition is offline', 'registered\n'),
    ('meta.properties', 'partitions\ncluster.id=model\nrelease {release}\nconverged\nkernel 262144 1\n'),
    ('/etc/os-release', 'family=Debian\ninstalled\nhome=/usr/lib/jvm/java\n'),
    ('/usr/share/zoneinfo', 'localtime={zone}\n'),
    ('/etc/hosts', 'converged\n'),
)


class Connection(ConnectionBase):
    transport = 'model'
    has_pipelining = True

    def _connect(self):
        self._connected = True
        return self

    def exec_command(self, cmd, in_data=None, sudoable=True):
        asked = {
            'release': re.search(r'kafka_[0-9.]+-[0-9.]*[0-9]', cmd),
            'zone': re.search(r'/usr/share/zoneinfo/[A-Za-z_/]+', cmd),
        }
        told = {name: found.group() if found else '' for name, found in asked.items()}
        for part, answer in ANSWERS:
            if part in cmd:
                return 0, answer.format(**told).encode(), b''
        return 1, b'', ('the model has no answer to: ' + cmd[:500]).encode()

    def put_file(self, in_path, out_path):
        raise NotImplementedError('the model takes no files')

    def fetch_file(self, in_path, out_path):
        raise NotImplementedError('the model has no files')

    def close(self):
        self._connected = False
