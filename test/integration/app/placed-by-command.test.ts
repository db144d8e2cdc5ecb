import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { followOrders } from '../../harness/followed-orders.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { runChargeonce } from '../../harness/run-chargeonce.ts';
import { environmentOf } from '../../harness/run-ops.ts';

const app = inject('app');
const orders = ordersClient(app);
const env = environmentOf(app);
const chargeonce = (...args: string[]) => runChargeonce(env, ...args);

describe('chargeonce place', () => {
  it('places an order once for a key, and says how to look at it', async () => {
    const key = `place-${randomUUID()}`;
    const place = () => chargeonce('place', '--amount', '2500', '--idempotency-key', key);

    const [first, again] = [await place(), await place()];

    expect(first).toMatchObject({ code: 0, stderr: '' });
    const [, orderId = ''] = /^(ord_\S+) {2}PLACED {2}2500 EUR /.exec(first.stdout) ?? [];
    expect(first.stdout).toContain(`Look at it: chargeonce get ${orderId}`);
    expect(again.stdout).toMatch(new RegExp(`^${orderId} .*placed before with this key`));
  });

  it('places several, follows each to its final status, and prints JSON', async () => {
    const { code, stdout } = await chargeonce('place', '--count', '3', '--watch', '--json');

    const placed = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(new Set(placed.map(({ orderId }) => orderId)).size).toBe(3);
    expect(placed.map(({ status }) => status)).toEqual(['PAID', 'PAID', 'PAID']);
  });

  it('answers no where the payment is declined', async () => {
    const declined = await chargeonce('place', '--payment-method', 'pm_card_chargeDeclined', '--watch');

    expect(declined).toMatchObject({ code: 1, stdout: expect.stringMatching(/^ord_\S+ {2}DECLINED /m) });
  });

  it('answers no where the order is refused, with the field that is wrong', async () => {
    expect(await chargeonce('place', '--currency', 'XXX')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(
        'answered 422: The order is not valid; correct the fields that are named. /currency',
      ),
    });
  });

  it.each([
    [['--amount', '-4'], /'--amount <minor units>' argument '-4' is invalid/],
    [['--stage', 'prod'], /Stage prod charges real money: name the payment method/],
    [['--stage', 'prod', '--payment-method', 'pm_1'], /no terminal to ask at: add --yes/],
  ])('places nothing with %j', async (args, stderr) => {
    expect(await chargeonce('place', ...args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(stderr),
    });
  });
});

describe('chargeonce get', () => {
  it('follows an order until it is final, and shows it whole', async () => {
    const orderId = await orders.place();

    const { code, stdout, stderr } = await chargeonce('get', orderId, '--watch');

    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`${orderId} {2}paid `));
    expect(stdout).toMatch(new RegExp(`^order {4}${orderId} {2}PAID `));
  });

  it('answers no for an order that is not there, also where it is to be watched', async () => {
    expect(await chargeonce('get', 'ord_none', '--watch')).toMatchObject({
      code: 1,
      stdout: 'There is no order ord_none.\n',
    });
  });
});

describe('chargeonce tail', () => {
  it.each([
    ['by listening', []],
    ['by looking, as in AWS', ['--every', '1']],
  ])('prints the steps of orders as they move, until Ctrl-C: %s', async (_, args) => {
    const { isReady, shows, end } = followOrders(env, ...args);
    await isReady();

    const orderId = await orders.place();

    await shows(`${orderId}  placed `);
    await shows(`${orderId}  published `);
    await shows(`${orderId}  paid `);
    expect(await end()).toBe(0);
  });

  it('ends in silence when nobody reads it any more', async () => {
    const { isReady, stopReading, exitCode } = followOrders(env, '--json');
    await isReady();
    stopReading();

    await orders.place();

    expect(await exitCode()).toBe(0);
  });

  it('says so where no system runs', async () => {
    expect(await runChargeonce({ DATA_DIR: '/nowhere' }, 'tail')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('No system runs in /nowhere. Start one with'),
    });
  });
});
