import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { readEnv, Seconds } from '../../../functions/platform/env.ts';

const Schema = z.object({ ORDERS_TABLE: z.string(), SAFE_WINDOW_SECONDS: Seconds });

describe("read a function's environment", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('answers what the schema names, seconds as a number', () => {
    vi.stubEnv('ORDERS_TABLE', 'orders');
    vi.stubEnv('SAFE_WINDOW_SECONDS', '82800');

    expect(readEnv(Schema)).toEqual({ ORDERS_TABLE: 'orders', SAFE_WINDOW_SECONDS: 82_800 });
  });

  it('names every variable that is missing in one error', () => {
    expect(() => readEnv(Schema)).toThrow(/environment is incomplete.*ORDERS_TABLE.*SAFE_WINDOW_SECONDS/);
  });

  it.each(['', '1.5', '-1', '1e3', 'a day'])(
    'refuses %j as a number of seconds, without quoting a value',
    (seconds) => {
      vi.stubEnv('ORDERS_TABLE', 'secret');
      vi.stubEnv('SAFE_WINDOW_SECONDS', seconds);

      const read = () => readEnv(Schema);

      expect(read).toThrow('SAFE_WINDOW_SECONDS: must be a whole number of seconds');
      expect(read).not.toThrow('secret');
    },
  );
});
