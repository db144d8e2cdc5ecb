import { describe, expect, it } from 'vitest';
import { inMemoryChargeLedger } from '../../doubles/in-memory-charge-ledger.ts';
import { exploreChoices, turnstile } from '../../harness/interleavings.ts';
import { AN_ORDER, aSimulator, PAYMENT_INTENTS } from './a-simulator.ts';

type Ledger = ReturnType<typeof inMemoryChargeLedger>;
type Call = (simulator: ReturnType<typeof aSimulator>) => Promise<{ readonly status?: number | undefined }>;

/** Runs the calls at once in every order in which they can reach the ledger; checks what came of it each time. */
async function inEveryOrder(
  prepare: (ledger: Ledger) => Promise<readonly Call[]>,
  check: (statuses: readonly (number | undefined)[], ledger: Ledger) => Promise<void>,
) {
  return exploreChoices(async (choose) => {
    const ledger = inMemoryChargeLedger();
    const turns = turnstile();
    const calls = (await prepare(ledger)).map((call, index) => {
      const held = turns.guard(`call ${index}`);
      const heldLedger = { ...ledger, commit: held(ledger.commit), find: held(ledger.find) };
      return call(aSimulator({ ledger: heldLedger }));
    });
    for (let actors = await turns.actors(); actors.length > 0; actors = await turns.actors())
      turns.letPass(choose(actors));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    await check(statuses, ledger);
  });
}

const statusOf = async (ledger: Ledger, id: string) => (await aSimulator({ ledger }).about(id).retrieve()).status;
const successes = (statuses: readonly (number | undefined)[]) => statuses.filter((status) => status === 200).length;

describe('requests about one intent at the same time', () => {
  it('capture once: one of two confirmations is refused', async () => {
    let id = '';
    const confirm: Call = (simulator) => simulator.about(id).confirm();

    const orders = await inEveryOrder(
      async (ledger) => {
        id = await aSimulator({ ledger }).anIntent();
        return [confirm, confirm];
      },
      async (statuses, ledger) => {
        expect([...statuses].sort()).toEqual([200, 400]);
        expect(await ledger.find(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
      },
    );

    expect(orders).toBeGreaterThan(5);
  });

  it('either capture or cancel, and tell the truth about it', async () => {
    let id = '';
    const results = new Set<string>();

    await inEveryOrder(
      async (ledger) => {
        id = await aSimulator({ ledger }).anIntent();
        return [(simulator) => simulator.about(id).confirm(), (simulator) => simulator.about(id).cancel()];
      },
      async (statuses, ledger) => {
        const status = await statusOf(ledger, id);
        expect(statuses).toEqual(status === 'succeeded' ? [200, 400] : [400, 200]);
        results.add(status);
      },
    );

    expect(results).toEqual(new Set(['succeeded', 'canceled']));
  });

  it('never give back more than was captured', async () => {
    let id = '';
    const refund: Call = ({ call }) => call('POST /v1/refunds', { form: { payment_intent: id, amount: '700' } });

    await inEveryOrder(
      async (ledger) => {
        const simulator = aSimulator({ ledger });
        id = await simulator.anIntent();
        await simulator.about(id).confirm();
        return [refund, refund];
      },
      async (statuses, ledger) => {
        expect([...statuses].sort()).toEqual([200, 400]);
        expect(await ledger.find(id)).toMatchObject({ refundedAmount: 700 });
      },
    );
  });
});

describe('requests with one key at the same time', () => {
  it.each([
    ['create one intent', {}],
    ['create and capture one intent', { confirm: 'true' }],
  ])('%s, and are given the same response', async (_what, differing) => {
    const create: Call = ({ call }) => call(PAYMENT_INTENTS, { key: 'k1', form: { ...AN_ORDER, ...differing } });

    await inEveryOrder(
      async () => [create, create],
      async (statuses, ledger) => {
        expect(successes(statuses)).toBe(2);
        expect((await aSimulator({ ledger }).call('GET /v1/payment_intents')).body.data).toHaveLength(1);
      },
    );
  });
});

describe('payments with one unattached method at the same time', () => {
  it('use it up once', async () => {
    const ids: string[] = [];
    await inEveryOrder(
      async (ledger) => {
        const simulator = aSimulator({ ledger });
        const form = { type: 'card', 'card[token]': 'tok_visa' };
        const { body } = await simulator.call('POST /v1/payment_methods', { form });
        ids.splice(0, 2, await simulator.anIntent({ payment_method: body.id }));
        ids.push(await simulator.anIntent({ payment_method: body.id, 'metadata[orderId]': 'ord_2' }));
        return ids.map(
          (id): Call =>
            (another) =>
              another.about(id).confirm(),
        );
      },
      async (statuses) => expect([...statuses].sort()).toEqual([200, 400]),
    );
  });
});
