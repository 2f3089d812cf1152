/** The last line of what ssh said that names a reason; behind a jump host its end is noticed only after that. */
export function lastWords(said: string): string {
  const lines = said.trim().split('\n');
  return (
    lines.findLast((line) => !/ by UNKNOWN port 65535|^kex_exchange_identification: /.test(line)) ??
    lines.at(-1) ??
    ''
  ).trim();
}
