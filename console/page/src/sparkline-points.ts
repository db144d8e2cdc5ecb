/** The points of an SVG polyline, from left to right; zero lies on the lower edge, the highest value on the upper. */
export function sparklinePoints(
  values: readonly number[],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const highest = Math.max(1, ...values);
  const step = width / Math.max(1, values.length - 1);
  const inside = height - 2;
  return values
    .map((value, index) => `${(index * step).toFixed(1)},${(1 + inside * (1 - value / highest)).toFixed(1)}`)
    .join(' ');
}
