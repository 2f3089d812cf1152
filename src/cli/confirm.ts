import {Refusal} from '../refusal.ts';

/**
 * Returns when a person has typed the name of what is to be done away with, or has given it with --confirm. Throws a
 * Refusal for another name, and where nobody can be asked.
 */
export async function confirmed(name: string, given: string | undefined, question: string): Promise<void> {
  const typed = given ?? (await ask(name, question));
  if (typed === name) return;
  throw new Refusal('notConfirmed', `"${typed}" is not "${name}": nothing was done`, hintFor(name));
}

async function ask(name: string, question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new Refusal('notConfirmed', `${question} There is no terminal to confirm it on`, hintFor(name));
  const {read} = await import('read');
  try {
    return await read({prompt: `${question} Type ${name} to confirm:`, output: process.stderr});
  } catch (error) {
    throw new Refusal('interrupted', 'nothing was confirmed', 'nothing was done', {cause: error});
  }
}

function hintFor(name: string): string {
  return `when it is meant: --confirm ${name}`;
}
