import {createLogUpdate} from 'log-update';

/** A terminal on which output streams by above lines that are always the last. */
export type Screen = Readonly<{
  write: (chunk: Uint8Array) => void;
  close: () => void;
}>;

/** Half a second is often enough for a clock that counts seconds. */
const INTERVAL = 500;

/**
 * Shows output above status lines. Output is passed on in whole lines, unchanged, since status lines below half a line
 * would break it; what is left of one comes at the end.
 */
export function openScreen(stream: NodeJS.WriteStream, lines: () => readonly string[]): Screen {
  const status = createLogUpdate(stream);
  let rest = Buffer.alloc(0);
  const draw = () => status(lines().join('\n'));
  const timer = setInterval(draw, INTERVAL);
  timer.unref();
  draw();
  return {
    write(chunk) {
      const all = Buffer.concat([rest, chunk]);
      const end = all.lastIndexOf(0x0a) + 1;
      rest = all.subarray(end);
      if (end === 0) return;
      status.clear();
      stream.write(all.subarray(0, end));
      draw();
    },
    close() {
      clearInterval(timer);
      status.clear();
      status.done();
      if (rest.length > 0) stream.write(rest);
    },
  };
}
