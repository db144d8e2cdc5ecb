const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** Seconds in the largest unit that has at least two of them: 90 s, 5 min, 47 h, 3 d. */
export function age(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= 2 * size) ?? (['s', 1] as const);
  return `${Math.floor(seconds / size)} ${unit}`;
}

export const secondsSince = (time: string, now = new Date()) => (now.getTime() - Date.parse(time)) / 1_000;
