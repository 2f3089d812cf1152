import assert from 'node:assert/strict';
import {spawnSync, type SpawnSyncReturns} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';

/** Why no terminal can be opened here; undefined where one can. */
export function noTerminal(): string | undefined {
  return spawnSync('tmux', ['-V']).status === 0
    ? undefined
    : 'there is no tmux (Debian: apt-get install tmux)';
}

/** How many lines a terminal keeps that went out at its top. */
const HISTORY = 5000;
const PATIENCE = 45_000;

/** A shell in a terminal of its own, as a person has it: tmux draws it, and says what stands on it. */
export class Terminal {
  private readonly folder: string;
  private readonly socket = `kafkabook-${randomUUID()}`;

  /** `folder` takes what tmux keeps, its settings and its socket, and is where the shell stands. */
  constructor(folder: string, env: NodeJS.ProcessEnv, columns = 100, rows = 40) {
    this.folder = folder;
    const settings = join(folder, 'tmux.conf');
    writeFileSync(
      settings,
      `set -g status off\nset -g history-limit ${HISTORY}\nset -g default-terminal tmux-256color\n`,
    );
    const size = ['-x', String(columns), '-y', String(rows)];
    // The prompt tells the exit code of the command before it.
    const shell = ['env', 'PS1=[$?]$ ', 'bash', '--noprofile', '--norc', '-i'];
    this.do(['-u', '-f', settings, 'new-session', '-d', ...size, '-c', folder, ...shell], env);
  }

  /** Types a line into the shell, which stays in sight as its first one. */
  type(line: string): void {
    this.do(['send-keys', '-l', line]);
    this.press('Enter');
  }

  /** Presses keys as tmux calls them, such as C-c. */
  press(...keys: string[]): void {
    this.do(['send-keys', ...keys]);
  }

  resize(columns: number, rows: number): void {
    this.do(['resize-window', '-x', String(columns), '-y', String(rows)]);
  }

  /** Each row that is in sight or was: with `escapes` and its colours, or with `joined` as the lines that were written. */
  lines({escapes = false, joined = false} = {}): string[] {
    const how = [...(escapes ? ['-e'] : []), ...(joined ? ['-J'] : [])];
    return this.do(['capture-pane', '-p', '-S', '-', ...how])
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd());
  }

  /** Whether the cursor is in sight. */
  hasCursor(): boolean {
    return this.do(['display-message', '-p', '#{cursor_flag}']).trim() === '1';
  }

  /** Waits until what is asserted of its rows holds. */
  async shows(check: (lines: string[]) => void): Promise<void> {
    for (const end = Date.now() + PATIENCE; ; await wait(100)) {
      try {
        return check(this.lines());
      } catch (error) {
        // A program draws while we look.
        if (Date.now() > end) throw error;
      }
    }
  }

  /** Waits for the prompt after a command; returns its exit code, and the lines between the two. */
  async ends(): Promise<{code: number; lines: string[]}> {
    await this.shows((lines) => assert.match(lines.slice(1).join('\n'), /^\[\d+\]\$$/m));
    const lines = this.lines({joined: true});
    const code = Number(/^\[(\d+)\]\$$/.exec(lines.at(-1) ?? '')?.[1]);
    return {code, lines: lines.slice(1, -1)};
  }

  /** Closes it under what runs in it, as a person closes a window. */
  closeWindow(): void {
    this.do(['kill-pane']);
  }

  /** Ends it, also one that was closed. */
  end(): void {
    this.tmux(['kill-server']);
  }

  private do(args: readonly string[], env?: NodeJS.ProcessEnv): string {
    const {status, stdout, stderr} = this.tmux(args, env);
    if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${status}: ${stderr}`);
    return stdout;
  }

  private tmux(args: readonly string[], env = process.env): SpawnSyncReturns<string> {
    return spawnSync('tmux', ['-L', this.socket, ...args], {
      encoding: 'utf8',
      timeout: PATIENCE,
      env: {...env, TMUX_TMPDIR: this.folder},
    });
  }
}
