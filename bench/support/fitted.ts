/** Least squares: what a run takes anyway, and what each machine adds. */
export function fitted(points: readonly (readonly [number, number])[]): [base: number, slope: number] {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const over = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0);
  const slope = over / points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return [y - slope * x, slope];
}
