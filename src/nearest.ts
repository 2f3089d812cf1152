import leven from 'leven';

/** The known name that a person may have meant, or undefined: within two edits, three for long names; farther away a guess misleads. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const limit = name.length > 8 ? 3 : 2;
  let nearest: {candidate: string; distance: number} | undefined;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const distance = leven(name.toLowerCase(), candidate.toLowerCase(), {maxDistance: limit + 1});
    if (distance > limit || distance >= candidate.length) continue;
    if (nearest === undefined || distance < nearest.distance) nearest = {candidate, distance};
  }
  return nearest?.candidate;
}
