import type {AnsibleEvent} from '../ansible/events.ts';
import {say} from './command.ts';
import {beginStatus, noteStatus, statusLines} from '../render/status.ts';
import {openScreen, type Screen} from './screen.ts';

/** What people see of a run while it lasts. */
export type View = Readonly<{
  event: (event: AnsibleEvent) => void;
  /** Where Ansible's output goes; undefined for our own streams, untouched. */
  show: ((chunk: Uint8Array) => void) | undefined;
  notice: (text: string) => void;
  close: () => void;
}>;

/** Opens the view of a run: Ansible's output, and below it, where that is wanted, the state of the run. */
export function openView(playbook: string, showsStatus: boolean, expected: number | undefined): View {
  if (!showsStatus) return {event: () => {}, show: undefined, notice: say, close: () => {}};
  const status = beginStatus(playbook, Date.now(), expected);
  let screen: Screen | undefined;
  return {
    event(event) {
      noteStatus(status, event, Date.now());
      // Not before the first event: Ansible may ask for a password first, and that line must stay.
      screen ??= openScreen(process.stdout, () =>
        statusLines(status, Date.now(), process.stdout.columns || 80),
      );
    },
    show: (chunk) => void (screen === undefined ? process.stdout.write(chunk) : screen.write(chunk)),
    notice: (text) => (screen === undefined ? say(text) : screen.write(Buffer.from(`kafkabook: ${text}\n`))),
    close: () => screen?.close(),
  };
}
