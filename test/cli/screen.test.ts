import assert from 'node:assert/strict';
import {EventEmitter} from 'node:events';
import {openScreen} from '../../src/cli/screen.ts';

/** A terminal that keeps what is written to it. */
class FakeTerminal extends EventEmitter {
  readonly isTTY = true;
  readonly rows = 24;
  columns: number | undefined = 100;
  written = '';
  write(chunk: string | Uint8Array): boolean {
    this.written += chunk.toString();
    return true;
  }
  /** How many rows were erased above the cursor since the last look. */
  ups(): number {
    const ups = [...this.written.matchAll(/\u001b\[(\d*)A/g)].map(([, count]) => Number(count || 1));
    this.written = '';
    return ups.reduce((sum, count) => sum + count, 0);
  }
}

describe('a screen', () => {
  const LINES = ['x'.repeat(99), 'y'.repeat(60), 'z'];
  const open = (lines = LINES) => {
    const terminal = new FakeTerminal();
    const screen = openScreen(terminal as unknown as NodeJS.WriteStream, () => lines);
    return {terminal, screen};
  };

  it('passes output on in whole lines, unchanged, and what is left of one at the end', () => {
    const {terminal, screen} = open();
    terminal.ups();
    screen.write(Buffer.from('one\ntw'));
    assert.match(terminal.written, /one\n/);
    assert.doesNotMatch(terminal.written, /tw/);
    screen.close();
    assert.match(terminal.written, /tw$/);
  });

  it('erases the rows that it drew', () => {
    const {terminal, screen} = open();
    terminal.ups();
    screen.close();
    assert.equal(terminal.ups(), 3);
  });

  it('erases all the rows into which a terminal broke its lines when it was made narrower', () => {
    const {terminal, screen} = open();
    terminal.ups();
    terminal.columns = 50;
    terminal.emit('resize');
    assert.equal(terminal.ups(), 5);
    screen.close();
    assert.equal(terminal.listenerCount('resize'), 0);
  });

  it('has no more to erase in one that was made wider', () => {
    const {terminal, screen} = open();
    terminal.ups();
    terminal.columns = 200;
    terminal.emit('resize');
    assert.equal(terminal.ups(), 3);
    screen.close();
  });

  it('bears a terminal that does not say how wide it is', () => {
    const {terminal, screen} = open(['x']);
    terminal.columns = 0;
    terminal.emit('resize');
    screen.close();
  });
});
