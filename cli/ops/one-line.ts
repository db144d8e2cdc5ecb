/** Text from a record as one line; control characters, which a terminal would obey, are shown as blocks. */
export const oneLine = (text: string) => text.replace(/\s*\n\s*/g, '; ').replace(/\p{Cc}/gu, '\u2588');

/** A record's text without what names a customer, a payment method or a card. */
export const masked = (text: string) =>
  text
    .replace(/("(?:customerId|paymentMethod|gatewayCustomer)"\s*:\s*)"(?:[^"\\]|\\.)*"/g, '$1"***"')
    .replace(/\d(?:[ -]?\d){8,14}(?=[ -]?\d{4}(?!\d))/g, '***');

/** 1 attempt, 2 attempts. */
export const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

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
