import type {Draft} from '../draft.ts';
import type {Finding, Path} from '../problem.ts';
import {byAddress, machinesOf, type Machine} from './machines.ts';
import {error, warning, type Rule} from './rule.ts';

/** The kernel keeps the pages of segments in what the heaps leave free: that is where consumers are served from. */
export const heapsFitMemory: Rule = (draft) =>
  [...byAddress(machinesOf(draft)).values()].flatMap((entries): Finding[] => {
    const memory = memoryOf(entries, draft);
    const heaps = entries.map((entry) => heapOf(entry, draft));
    const total = heaps.reduce((sum, heap) => sum + (heap?.size ?? 0), 0);
    const [first] = heaps
      .filter((heap) => heap !== undefined)
      .toSorted((one, other) => other.size - one.size);
    if (memory === undefined || first === undefined || total === 0) return [];
    const name = entries[0]?.name ?? '';
    const sum = `The heaps on ${name} come to ${inWords(total)}, of ${inWords(memory)} of memory`;
    if (total >= memory)
      return [
        error(
          'KB-HEAP-MEMORY',
          first.path,
          `${sum}: the kernel would kill a service.`,
          'Make the heap smaller.',
        ),
      ];
    if (total * 2 <= memory) return [];
    const message = `${sum}: less than half is left for the page cache.`;
    return [
      warning(
        'KB-HEAP-MEMORY',
        first.path,
        message,
        'Make the heap smaller; brokers seldom need more than 6g.',
      ),
    ];
  });

/** A JVM addresses objects with four bytes up to about 32 GiB; a broker does not even run its own threads with little. */
export const heapsSensible: Rule = (draft) =>
  machinesOf(draft).flatMap((machine): Finding[] => {
    const heap = heapOf(machine, draft);
    if (heap === undefined) return [];
    if (heap.size > 31 * GIB)
      return [
        warning(
          'KB-HEAP-SIZE',
          heap.path,
          `A heap of ${inWords(heap.size)} costs more than it gives: above 31g every pointer takes twice the space.`,
          'Leave the memory to the page cache: 6g is usual for brokers.',
        ),
      ];
    const least = machine.role === 'kafka' ? 256 * MIB : 64 * MIB;
    if (heap.size >= least) return [];
    const message = `A heap of ${inWords(heap.size)} is too small to start with.`;
    return [error('KB-HEAP-SIZE', heap.path, message, `Take ${inWords(least)} at least.`)];
  });

const MIB = 2 ** 20;
const GIB = 2 ** 30;

type Heap = {readonly size: number; readonly path: Path};

/** The heap of a server and where it is written: its own, or that of all. */
function heapOf({role, path}: Machine, draft: Draft): Heap | undefined {
  if (role === 'zookeeper') return sized(draft.zookeeper?.heap, ['zookeeper', 'heap']);
  const own = draft.kafka?.brokers?.[Number(path[2])]?.heap;
  return own === undefined ? sized(draft.kafka?.heap, ['kafka', 'heap']) : sized(own, [...path, 'heap']);
}

function sized(text: string | undefined, path: Path): Heap | undefined {
  return text === undefined ? undefined : {size: bytes(text), path};
}

function memoryOf(entries: readonly Machine[], draft: Draft): number | undefined {
  const own = entries
    .filter(({role}) => role === 'kafka')
    .map(({path}) => draft.kafka?.brokers?.[Number(path[2])]?.memory)
    .find((memory) => memory !== undefined);
  const text = own ?? draft.machine_memory;
  return text === undefined ? undefined : bytes(text);
}

function bytes(text: string): number {
  return Number.parseInt(text, 10) * (text.endsWith('g') ? GIB : MIB);
}

function inWords(size: number): string {
  return size % GIB === 0 ? `${size / GIB}g` : `${Math.round(size / MIB)}m`;
}
