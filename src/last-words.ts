/** The last line of what ssh said; behind a jump host, what that one said before its end was noticed. */
export function lastWords(said: string): string {
  const lines = said.trim().split('\n');
  return (lines.findLast((line) => !/ by UNKNOWN port 65535/.test(line)) ?? lines.at(-1) ?? '').trim();
}
