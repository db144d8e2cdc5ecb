import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { runCli } from '../harness/run-cli.ts';

const cost = (...args: readonly string[]) => runCli({ command: 'cost', args, env: {} });

const Compared = z.object({
  designs: z.array(z.object({ name: z.string(), rates: z.array(z.object({ ordersPerSecond: z.number() })) })),
});

describe('npm run cost -- --compare', () => {
  it('prices prod and its peers at three rates, for a person and for machines', async () => {
    const [text, json] = await Promise.all([cost('--compare'), cost('--compare', '--json')]);

    const { designs } = z.parse(Compared, JSON.parse(json.stdout));
    expect(designs.map(({ rates }) => rates.map(({ ordersPerSecond }) => ordersPerSecond))).toEqual(
      designs.map(() => [1, 50, 1_000]),
    );
    for (const { name } of designs) expect(text.stdout).toMatch(new RegExp(`^${name} +\\$\\d`, 'm'));
    expect(designs[0]?.name).toBe('prod');
  });

  it.each([['--stage', 'dev'], ['--orders-per-second', '3'], ['--write']])(
    'refuses with code 2 what it would not take into account: %s',
    async (...args) => {
      expect(await cost('--compare', ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('--compare') });
    },
  );
});
