import { describe, expect, inject, it } from 'vitest';
import { ordersTable } from '../../harness/app-tables.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { runAtTerminal, runChargeonce, runInBash } from '../../harness/run-chargeonce.ts';
import { environmentOf } from '../../harness/run-ops.ts';

const app = inject('app');
const orders = ordersClient(app);
const env = environmentOf(app);
const chargeonce = (...args: string[]) => runChargeonce(env, ...args);

const paidOrder = async () => {
  const orderId = await orders.place();
  await orders.waitForStatus(orderId, 'PAID');
  return orderId;
};

describe('a command that looks', () => {
  it.each([
    ['lag', /^consumer .* lag\npayment-processor /],
    ['orders', /^order .* customer\nord_/],
    ['open', /^(order .*|No order is open\.)$/m],
    ['parked', /^(order .*|No payment waits to be tried again\.)$/m],
    ['sources list', /^state .*\nEnabled /],
    ['dlq ls', /^(quarantine .*|Nothing is in quarantine\.)$/m],
    ['review list', /^(order .*|No payment is in review\.)$/m],
  ])('prints a table without colours into a pipe: %s', async (command, table) => {
    await paidOrder();

    expect(await chargeonce(...command.split(' '))).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(table),
    });
  });

  it.skipIf(process.platform !== 'linux')('marks the heads at a terminal only, and not with NO_COLOR', async () => {
    const bold = '\x1b[1mconsumer\x1b[22m';

    expect((await runAtTerminal(env, ['lag'], '')).stdout).toContain(bold);
    expect((await runAtTerminal({ ...env, NO_COLOR: '1' }, ['lag'], '')).stdout).not.toContain('\x1b');
  });

  it('prints as npm run ops does with --json', async () => {
    const { code, stdout } = await chargeonce('lag', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ consumer: 'payment-processor', topic: 'orders.order-placed.v1' }),
    );
  });

  it.each(['lag', 'orders', 'open --json', 'sources list'])(
    'ends with 0 and in silence where its reader has gone: %s',
    async (command) => {
      expect(await runInBash(env, `set -o pipefail; chargeonce ${command} | true`)).toEqual({
        code: 0,
        stdout: '',
        stderr: '',
      });
    },
  );

  it('differs in that from one that writes, which has not done all of it', async () => {
    expect(await runInBash(env, 'set -o pipefail; chargeonce place --count 3 | true')).toMatchObject({ code: 1 });
  });

  it.each(['lag', 'dlq ls', 'review list'])('says with 2 that a stage is not known: %s', async (command) => {
    expect(await chargeonce(...command.split(' '), '--stage', 'nowhere')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'There is no stage "nowhere"; there are local, dev, prod.\n',
    });
  });
});

describe('a command that writes', () => {
  const requeues = async (orderId: string) => (await ordersTable(app).row(orderId))?.['requeues'];

  it.each([
    'requeue ord_none',
    'retry ord_none',
    'reconcile',
    'backfill --all',
    'replay --consumer status-updater --to latest',
    'dlq redrive --consumer status-updater',
    'sources disable status-updater',
    'rebuild-dedup',
    'review resolve ord_none --reason test',
  ])('changes nothing where nobody can be asked, and says how to agree: %s', async (command) => {
    expect(await chargeonce(...command.split(' '))).toEqual({
      code: 2,
      stdout: '',
      stderr: 'There is no terminal to ask at: add --yes to agree beforehand. Nothing was changed.\n',
    });
  });

  it('does it with --yes, and only shows it with --dry-run', async () => {
    const orderId = await paidOrder();

    const shown = await chargeonce('requeue', orderId, '--dry-run');
    expect(shown).toMatchObject({ code: 0, stdout: `${orderId}  would requeue the payment's event\n` });

    const done = await chargeonce('requeue', orderId, '--yes');
    expect(done).toMatchObject({ code: 0, stdout: `${orderId}  requeued the payment's event\n` });
  });

  it.skipIf(process.platform !== 'linux')(
    'shows at a terminal what it would do, and does it only where the answer is yes',
    async () => {
      const orderId = await paidOrder();
      const paymentRequeues = async () =>
        (await chargeonce('get', orderId, '--json')).stdout.match(/"requeues":(\d+),[\s\S]*"requeues":(\d+)/)?.slice(1);
      const before = await paymentRequeues();

      const refused = await runAtTerminal(env, ['requeue', orderId], 'n');
      expect(refused).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(
          /would requeue the payment's event[\s\S]*Proceed\? \[y\/N\][\s\S]*Nothing was changed\./,
        ),
      });
      expect(await paymentRequeues()).toEqual(before);

      const agreed = await runAtTerminal(env, ['requeue', orderId], 'y');
      expect(agreed).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/would requeue[\s\S]*\[y\/N\][\s\S]*requeued the payment's event/),
      });
      expect(await paymentRequeues()).not.toEqual(before);
      expect(await requeues(orderId)).toBe(0);
    },
  );
});
