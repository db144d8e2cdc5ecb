import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an Authorization header carries the key; takes the same time for every wrong one. */
export function bearerCheck(key: string) {
  const expected = digest(`Bearer ${key}`);
  return (authorization = ''): boolean => timingSafeEqual(digest(authorization), expected);
}

const digest = (text: string) => createHash('sha256').update(text).digest();
