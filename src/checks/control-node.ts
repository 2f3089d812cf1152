import type {ControlNode} from '../ansible/control-node.ts';
import {isLoopback, strangersTo} from './address.ts';
import {managedBy, releaseOf, type Python} from '../ansible/releases.ts';
import {fault, fixable, warning, well, type Finding} from './finding.ts';

/** Room for records of runs: one of a roll over six machines takes about a megabyte. */
const ROOM = 500e6;

/** Whether this computer can run what kafkabook runs, a finding a check. Pure. */
export function judgeControlNode(node: ControlNode): Finding[] {
  return [
    judgeNode(node),
    ...judgeAnsible(node),
    ...judgeMitogen(node),
    ...judgeAws(node),
    judgeLocale(node),
    judgeSsh(node),
    judgeKey(node),
    ...judgeKnownHosts(node),
    ...judgeNames(node),
    ...judgeFiles(node),
    judgeRoom(node),
  ];
}

function judgeNode({node}: ControlNode): Finding {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const isRight = major > 20 || (major === 20 && minor >= 19);
  return isRight
    ? well('node', `Node ${node}`)
    : fault('node', `Node ${node} is older than 20.19`, 'install Node 20.19 or a later one');
}

function judgeAnsible({ansible, ansibleFailure, distribution, locales}: ControlNode): Finding[] {
  if (ansible === null) {
    // That is a finding of its own, and the only way out of this one.
    if (locales.length === 0 && /locale|encoding/i.test(ansibleFailure)) return [];
    const says =
      ansibleFailure === ''
        ? 'there is no ansible-playbook on the PATH'
        : `ansible-playbook does not start: ${ansibleFailure}`;
    return [fault('ansible', says, installAnsible(distribution))];
  }
  const {path, core, python} = ansible;
  const told = `ansible-core ${core} with Python ${python} (${path})`;
  const release = releaseOf(core);
  if (release === undefined) {
    const line = /^([0-9]+)\.([0-9]+)/.exec(core);
    const isOld = Number(line?.[1] ?? 0) < 2 || (line?.[1] === '2' && Number(line[2]) < 14);
    return [
      isOld
        ? fault('ansible', `${told}: too old, kafkabook works from 2.14 on`, installAnsible(distribution))
        : warning('ansible', `${told}: kafkabook was not tried with it`, 'nothing, where it works'),
    ];
  }
  const [least, most] = release.control;
  const own = pythonOf(python);
  const isRight = own !== null && own[0] === 3 && own[1] >= least[1] && own[1] <= most[1];
  const range = `${least.join('.')} to ${most.join('.')}`;
  return [
    isRight
      ? well('ansible', told)
      : warning(
          'ansible',
          `${told}: it is made for Python ${range}`,
          `install it with one of these: pipx install --python python${most.join('.')} ansible-core`,
        ),
    well(
      'managed Python',
      `it manages hosts with Python ${managedBy(release)}; whether yours have that, preflight tells`,
    ),
  ];
}

/** Nobody has to have it. */
function judgeMitogen({mitogen}: ControlNode): Finding[] {
  if (mitogen === null) return [];
  const {version, failure} = mitogen;
  return [
    failure === ''
      ? well(
          'mitogen',
          `Mitogen ${version} works with it: run --mitogen takes it, which may pay over slow lines`,
        )
      : warning(
          'mitogen',
          `Mitogen ${version} does not work with this Ansible: ${failure}`,
          'run without --mitogen, or take the release of Mitogen that was made for it',
        ),
  ];
}

/** The first that is made with the interfaces of a machine as they are given to it. */
const AWS_COLLECTION = [8, 2];

/** Where all machines have their addresses nobody need ask AWS, such as on the control node there. */
function judgeAws({aws, ansible, hosts}: ControlNode): Finding[] {
  if (aws === null) return [];
  const lack = hosts.length > 0 ? warning : fault;
  const {boto3, collection, credentials, failure} = aws;
  const python = ansible?.interpreter || 'the Python of ansible-playbook';
  const [major = 0, minor = 0] = collection.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = AWS_COLLECTION;
  const isRecent = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  const wanted =
    'ansible-galaxy collection install amazon.aws (or the whole package: pipx install --include-deps ansible)';
  const tried =
    failure === ''
      ? well('aws credentials', `AWS takes those that boto3 finds (${credentials})`)
      : lack(
          'aws credentials',
          `AWS does not take those that boto3 finds (${credentials}): ${failure}`,
          'renew them: aws configure, or aws sso login',
        );
  const found =
    credentials === ''
      ? lack(
          'aws credentials',
          'boto3 finds no credentials for AWS: not in the environment, not in ~/.aws, not of this machine',
          'aws configure, or let the environment have AWS_PROFILE',
        )
      : tried;
  return [
    collection === ''
      ? lack('aws collection', 'run aws needs the collection amazon.aws, which Ansible does not have', wanted)
      : isRecent
        ? well('aws collection', `amazon.aws ${collection}`)
        : lack(
            'aws collection',
            `amazon.aws ${collection} is older than ${AWS_COLLECTION.join('.')}`,
            wanted,
          ),
    boto3 === ''
      ? lack('boto3', `run aws needs boto3, which ${python} does not have`, `${python} -m pip install boto3`)
      : well('boto3', `boto3 ${boto3}`),
    ...(boto3 === '' ? [] : [found]),
  ];
}

function judgeLocale({locales}: ControlNode): Finding {
  return locales.length > 0
    ? well(
        'locale',
        `${locales.find((name) => /^c\./i.test(name)) ?? locales[0] ?? ''} is there: Ansible wants UTF-8`,
      )
    : fault(
        'locale',
        'no UTF-8 locale is installed, and Ansible starts in no other',
        'localedef -i en_US -f UTF-8 en_US.UTF-8 (or: apt install locales-all, dnf install glibc-langpack-en)',
      );
}

function judgeSsh({hasSsh, hasKeygen, distribution}: ControlNode): Finding {
  if (hasSsh && hasKeygen) return well('ssh', 'the SSH client is there');
  const client = isDebian(distribution) ? 'apt install openssh-client' : 'dnf install openssh-clients';
  return fault('ssh', `there is no ${hasSsh ? 'ssh-keygen' : 'ssh'} on the PATH`, client);
}

function judgeKey({key, agentKeys}: ControlNode): Finding {
  if (key === null) {
    if (agentKeys !== null && agentKeys > 0)
      return well('key', `the agent has ${agentKeys === 1 ? 'a key' : `${agentKeys} keys`}`);
    return agentKeys === null
      ? warning(
          'key',
          'cluster.yml names no key file, and no ssh-agent answers: ssh takes what it finds in ~/.ssh',
          'name ssh.key_file, or: eval "$(ssh-agent)" && ssh-add KEY',
        )
      : warning('key', 'cluster.yml names no key file, and the ssh-agent has no key', 'ssh-add KEY');
  }
  const {path, mode, isOurs, isReadable} = key;
  if (mode === null)
    return fault(
      'key',
      `the key ${path} is not there`,
      'put it there, name another one in cluster.yml, or make one: kafkabook keys',
    );
  if (!isReadable)
    return fault(
      'key',
      `the key ${path} may not be read`,
      'run as the user whose key it is, or name your own',
    );
  if ((mode & 0o077) === 0) return well('key', `${path} is there, for you alone`);
  const found = fault(
    'key',
    `others can read the key ${path} (${mode.toString(8).padStart(4, '0')}): ssh takes no such key`,
    `chmod 600 ${path}`,
  );
  return isOurs ? fixable(found) : found;
}

function judgeKnownHosts({hosts, unknownHosts, hasKeygen}: ControlNode): Finding[] {
  // Without ssh-keygen nobody could tell, and that is a finding of its own.
  if (hosts.length === 0 || !hasKeygen) return [];
  if (unknownHosts.length === 0)
    return [well('known hosts', `the host key of each of the ${hosts.length} machines is known`)];
  const some = unknownHosts.slice(0, 3).join(', ');
  const more = unknownHosts.length > 3 ? ` and ${unknownHosts.length - 3} more` : '';
  return [
    fault(
      'known hosts',
      `the host key of ${some}${more} is not known: ssh would ask, and Ansible cannot answer`,
      'compare and note them: kafkabook keys',
    ),
  ];
}

/** Ansible goes by addresses; Kafka's clients go by the names that brokers tell. */
function judgeNames({names, managesNames}: ControlNode): Finding[] {
  if (names.length === 0) return [];
  // This computer may be one of them.
  const strangers = ({address, found}: (typeof names)[number]) =>
    strangersTo(address, found).filter((each) => !isLoopback(each));
  const wrong = names.filter((each) => each.found.length === 0 || strangers(each).length > 0);
  if (wrong.length === 0) return [well('names', `each of the ${names.length} names leads to its machine`)];
  const some = wrong
    .slice(0, 3)
    .map((each) =>
      each.found.length === 0
        ? `${each.name} has no address here`
        : `${each.name} is ${strangers(each).join(', ')} here, not ${each.address}`,
    );
  const more = wrong.length > 3 ? ` and ${wrong.length - 3} more` : '';
  const way = managesNames
    ? 'once there is a project (kafkabook gen), write them to /etc/hosts here: kafkabook run control-node'
    : 'correct them in DNS';
  return [
    warning(
      'names',
      `${some.join('; ')}${more}: smoke and other clients on this computer go by names`,
      wrong.some(({found}) => found.length > 0)
        ? 'take the other line out of /etc/hosts here, or correct DNS'
        : way,
    ),
  ];
}

function judgeFiles({files, missingFiles}: ControlNode): Finding[] {
  if (files.length === 0) return [];
  if (missingFiles.length === 0)
    return [well('archives', `all ${files.length} that are brought from here are there`)];
  return [
    warning(
      'archives',
      `${missingFiles.join(', ')} cannot be read: run brings it to hosts that do not have it yet`,
      'put it there, or name where it is (archives.local_dir, java.tarball)',
    ),
  ];
}

function judgeRoom({free}: ControlNode): Finding {
  const told = `${(free / 1e9).toFixed(1)} GB are free where runs are recorded`;
  return free >= ROOM
    ? well('disk', told)
    : fault('disk', told, 'make room: kafkabook runs prune, du -xh --max-depth 2 /');
}

function installAnsible(distribution: string): string {
  const packaged = isDebian(distribution)
    ? 'apt install ansible-core'
    : /rhel|fedora|centos|amzn|rocky|alma/.test(distribution)
      ? 'dnf install ansible-core'
      : /suse/.test(distribution)
        ? 'zypper install ansible-core'
        : '';
  const own = 'pipx install ansible-core';
  return packaged === '' ? own : `${packaged} (or, for a release of your choice: ${own})`;
}

function isDebian(distribution: string): boolean {
  return /debian|ubuntu/.test(distribution);
}

/** 3.11.2 as [3, 11]. */
function pythonOf(version: string): Python | null {
  const [, major, minor] = /^([0-9]+)\.([0-9]+)/.exec(version) ?? [];
  return major === undefined || minor === undefined ? null : [Number(major), Number(minor)];
}
