import {basename, resolve} from 'node:path';
import {commandLine, type RunOptions} from '../ansible/command-line.ts';
import type {Manifest} from '../ansible/manifest.ts';
import type {PasswordName, Passwords} from '../ansible/passwords.ts';
import {runPlaybook, type RunOutcome} from '../ansible/run.ts';
import {withLock, type LockOwner} from '../disk/lock.ts';
import {ExitCode} from '../exit-codes.ts';
import {journalHome} from '../journal/home.ts';
import {listRuns} from '../journal/list.ts';
import {newRunId, openJournal, openRun, type OpenRun} from '../journal/open.ts';
import type {RunRecord} from '../journal/record.ts';
import {endRun, type Limits} from '../process/guard.ts';
import {redactorOf} from '../redact.ts';
import {Refusal} from '../refusal.ts';
import {fileReason, say} from './command.ts';
import {openView, type ViewChoice} from './view.ts';

/** A run as a command wants it. */
export type Wanted = Readonly<{
  folder: string;
  manifest: Manifest;
  playbook: string;
  options: RunOptions;
  passwords: Passwords;
  /** Words for Ansible that are not put on record: they follow from the passwords. */
  words: readonly string[];
  /** What Ansible is to find in its environment besides. */
  environment: Readonly<Record<string, string>>;
  vaultFile: string | null;
  /** What must not be seen besides the passwords. */
  secrets: readonly string[];
  limits: Limits;
  once: RunRecord['once'];
  resumes: string | null;
  view: ViewChoice;
  version: string;
}>;

/** What came of it, and under which id it is on record. */
export type Conducted = RunOutcome & Readonly<{run: string; log: string}>;

/**
 * Runs a playbook under lock and on record, shown as wanted, and judges it. Throws a Refusal where it cannot be
 * recorded or started, a DiskError where another run is at work.
 */
export async function conduct(wanted: Wanted): Promise<Conducted> {
  const {folder, manifest} = wanted;
  const id = newRunId();
  const specFiles = manifest.spec.map(({path}) => resolve(folder, path));
  const home = journalHome(folder, specFiles);
  const work = () => perform(wanted, id, home, specFiles);
  const options = {run: id, onStale: takeOver};
  // Two projects may be made from one cluster.yml: what they do to its machines is one at a time, too.
  const cluster = `${basename(specFiles.at(-1) ?? 'cluster')}.lock`;
  return withLock(
    folder,
    () =>
      withLock(
        recordable(() => openJournal(home)),
        work,
        {...options, name: cluster},
      ),
    options,
  );
}

async function perform(
  wanted: Wanted,
  id: string,
  home: string,
  specFiles: readonly string[],
): Promise<Conducted> {
  const {folder, manifest, playbook, options, passwords, words, secrets, limits, version} = wanted;
  const {once, resumes, vaultFile, environment} = wanted;
  const redact = redactorOf([...Object.values(passwords), ...secrets]);
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const command = [...settings, ...commandLine(playbook, options)];
  const asked = (Object.keys(passwords) as PasswordName[]).filter(
    (name) => name !== 'vault' || vaultFile === null,
  );
  const hosts = manifest.playbooks.get(playbook) ?? [];
  const {spec} = manifest;
  const request = {
    id,
    playbook,
    command,
    options,
    passwords: asked,
    once,
    resumes,
    project: folder,
    version,
    spec,
  };
  const expected = expectedSeconds(home, folder, playbook);
  // Before the first byte goes to a host, so that even a power cut leaves a trace of what was under way.
  const record: OpenRun = recordable(() =>
    openRun(home, {...request, specFiles, redact, vaultFile, hosts: hosts.length}, (message) =>
      say(`warning: ${message}`),
    ),
  );
  const view = await openView({...wanted.view, playbook, expected});
  const outcome = await runPlaybook({
    ...{run: id, folder, playbook, passwords, limits, redact, environment},
    hosts,
    options: {...options, extra: [...(options.extra ?? []), ...words]},
    onEvent: view.event,
    onEventLine: (line) => {
      record.event(line);
      view.eventLine(line);
    },
    onOutput: record.output,
    isTTY: view.isTTY,
    show: view.show,
    onNotice: view.notice,
  })
    .catch((error: unknown) => {
      if (error instanceof Refusal) record.drop();
      throw error;
    })
    .finally(() => view.close());
  record.close({...outcome, ended: new Date().toISOString()});
  return {...outcome, run: id, log: record.log};
}

// It was killed: what it began on hosts may still be under way.
async function takeOver({process: {pid}, user, since, run}: LockOwner): Promise<void> {
  const left = run === undefined ? 0 : await endRun(run);
  const ended =
    left === 0 ? '' : `; ended ${left === 1 ? 'a process' : `${left} processes`} that it left behind`;
  say(`taking over the lock of a kafkabook that is gone (process ${pid} of ${user}, since ${since})${ended}`);
}

function recordable<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    const hint =
      'runs are recorded beside cluster.yml: make room there, or mend the permissions of the folder';
    throw new Refusal('controlNodeUnfit', `cannot record the run: ${fileReason(error)}`, hint, {
      cause: error,
    });
  }
}

/** The median of the last good runs of the playbook. */
function expectedSeconds(home: string, folder: string, playbook: string): number | undefined {
  const times = listRuns(home)
    .filter(
      ({record, result}) =>
        record.project === folder && record.playbook === playbook && result?.exitCode === ExitCode.done,
    )
    .slice(0, 5)
    .map(({result}) => result?.seconds ?? 0)
    .sort((one, other) => one - other);
  return times[Math.floor(times.length / 2)];
}
