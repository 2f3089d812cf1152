import {USUAL_COLUMNS} from '../render/status.ts';
import {createLogUpdate} from 'log-update';

/** A terminal on which output streams by above lines that are always the last. */
export type Screen = Readonly<{
  write: (chunk: Uint8Array) => void;
  close: () => void;
}>;

/** Half a second is often enough for a clock that counts seconds. */
const INTERVAL = 500;
/** Up a row, and nothing is left on it. */
const ERASE_ABOVE = '\u001b[1A\u001b[2K';

/**
 * Shows output above status lines. Output is passed on in whole lines, unchanged, since status lines below half a line
 * would break it; what is left of one comes at the end.
 */
export function openScreen(stream: NodeJS.WriteStream, lines: () => readonly string[]): Screen {
  const status = createLogUpdate(stream);
  let rest = Buffer.alloc(0);
  let drawn: readonly string[] = [];
  let columns = stream.columns;
  const erase = () => {
    status.clear();
    // A terminal that was made narrower has broken what stood on it into more rows than were drawn. In one that does not
    // break lines, as xterm, so many rows of output go out of sight; they are on record.
    stream.write(ERASE_ABOVE.repeat(brokenRows(drawn, stream.columns || USUAL_COLUMNS)));
    drawn = [];
  };
  const draw = () => {
    if (stream.columns !== columns) erase();
    columns = stream.columns;
    drawn = lines();
    status(drawn.join('\n'));
  };
  const timer = setInterval(draw, INTERVAL);
  timer.unref();
  stream.on('resize', draw);
  draw();
  return {
    write(chunk) {
      const all = Buffer.concat([rest, chunk]);
      const end = all.lastIndexOf(0x0a) + 1;
      rest = all.subarray(end);
      if (end === 0) return;
      erase();
      stream.write(all.subarray(0, end));
      draw();
    },
    close() {
      clearInterval(timer);
      stream.off('resize', draw);
      erase();
      status.done();
      if (rest.length > 0) stream.write(rest);
    },
  };
}

function brokenRows(lines: readonly string[], columns: number): number {
  return lines.reduce((sum, line) => sum + Math.max(0, Math.ceil(line.length / columns) - 1), 0);
}
