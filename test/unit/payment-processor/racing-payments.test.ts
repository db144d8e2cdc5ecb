import { describe, expect, it } from 'vitest';
import { takePayment } from '../../../functions/payment-processor/take-payment.ts';
import { forgetfulGateway } from '../../doubles/forgetful-gateway.ts';
import { inMemoryPayments } from '../../doubles/in-memory-payments.ts';
import { aChargeWindow, aPaymentOrder } from '../../doubles/payment-builders.ts';
import { exploreChoices, turnstile } from '../../harness/interleavings.ts';
import { after } from '../../harness/payment-processor.ts';

const order = aPaymentOrder();
const LEASE = 40;
const DAY = 86_400;

/** Two attempts at one event; the choices say whose call takes effect next, and when time passes. */
async function race(passes: number, choose: (options: readonly string[]) => string) {
  let seconds = 0;
  const now = () => after(seconds);
  const { rows, ledger } = inMemoryPayments();
  const { gateway, captures } = forgetfulGateway(now);
  const { guard, actors, letPass } = turnstile();
  const takeAs = (actor: string) => {
    const held = guard(actor);
    const guarded = {
      insert: held(ledger.insert),
      takeOver: held(ledger.takeOver),
      giveBack: held(ledger.giveBack),
      settle: held(ledger.settle),
    };
    const guardedGateway = { charge: held(gateway.charge), find: held(gateway.find) };
    const deps = { ledger: guarded, gateway: guardedGateway, now, window: aChargeWindow(), newToken: () => actor };
    // When an attempt begins is open too.
    return held(() => takePayment(deps)(order))();
  };

  const outcomes = Promise.all([takeAs('A'), takeAs('B')]);
  for (let waiting = await actors(); waiting.length > 0; waiting = await actors()) {
    const next = choose(seconds === 0 ? [...waiting, 'time'] : waiting);
    if (next === 'time') seconds = passes;
    else letPass(next);
  }
  return { captures, row: rows.get(order.eventId), outcomes: (await outcomes).map(({ kind }) => kind) };
}

describe('take one payment twice at once', () => {
  it.each([
    ['the lease ends', LEASE],
    ['the gateway forgets the key', DAY],
  ])('never captures twice, in whatever order the calls take effect and %s', async (_event, passes) => {
    const runs = await exploreChoices(async (choose) => {
      const { captures, row, outcomes } = await race(passes, choose);

      expect(captures.length).toBeLessThanOrEqual(1);
      if (row?.state === 'CAPTURED') expect(captures).toHaveLength(1);
      expect(row?.state).not.toBe('DECLINED');
      if (outcomes.includes('captured')) expect(row?.state).toBe('CAPTURED');
    });

    expect(runs).toBeGreaterThan(50);
  });

  it('captures exactly once where nothing goes wrong', async () => {
    await exploreChoices(async (choose) => {
      const { captures, row, outcomes } = await race(LEASE, (options) => choose(options.filter((o) => o !== 'time')));

      expect({ captures: captures.length, state: row?.state }).toEqual({ captures: 1, state: 'CAPTURED' });
      expect(outcomes.filter((kind) => kind === 'captured')).toHaveLength(1);
    });
  });
});
