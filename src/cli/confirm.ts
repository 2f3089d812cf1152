import {Refusal} from '../refusal.ts';

/**
 * Has the name of the cluster typed on a terminal, unless it was given as a flag. `question` says what is about to
 * happen. Throws a Refusal where it is another name, where nobody can be asked, and where the answer was broken off.
 */
export async function confirmed(name: string, given: string | undefined, question: string): Promise<void> {
  if (given === name) return;
  if (given !== undefined) throw notConfirmed(`the cluster is called "${name}", not "${given}"`, name);
  if (!process.stdin.isTTY) throw notConfirmed('there is no terminal to confirm it on', name);
  // Few commands ask.
  const {read} = await import('read');
  process.stderr.write(`${question}\n`);
  let typed: string;
  try {
    typed = await read({prompt: 'Type the name of the cluster to go on: ', output: process.stderr});
  } catch (error) {
    throw new Refusal('interrupted', 'it was not confirmed', 'nothing was begun', {cause: error});
  }
  if (typed.trim() !== name)
    throw notConfirmed(`the cluster is called "${name}", not "${typed.trim()}"`, name);
}

function notConfirmed(message: string, name: string): Refusal {
  return new Refusal('notConfirmed', message, `nothing was begun; if you mean it, say: --confirm ${name}`);
}
