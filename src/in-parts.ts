/** Does work on each value, so many at a time; results in the order of the values. */
export async function inParts<T, R>(
  values: readonly T[],
  atOnce: number,
  work: (value: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < values.length; at += atOnce) {
    const part = values.slice(at, at + atOnce);
    results.push(...(await Promise.all(part.map((value, index) => work(value, at + index)))));
  }
  return results;
}
