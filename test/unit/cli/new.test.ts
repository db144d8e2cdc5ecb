import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { consumerSkeleton } from '../../../cli/new/consumer-skeleton.ts';
import { eventSkeleton, wireNames } from '../../../cli/new/event-skeleton.ts';
import { functionSkeleton } from '../../../cli/new/function-skeleton.ts';
import { casesOf, readActionName, readEventName, readFunctionName } from '../../../cli/new/names.ts';
import { contentsOf, insertBefore, type Skeleton } from '../../../cli/new/skeleton.ts';
import { EVENTS } from '../../../functions/contracts/events.ts';
import { runCli } from '../../harness/run-cli.ts';

const aConsumer = (name: string, action = 'reserve-stock') =>
  consumerSkeleton({ name: casesOf(name), action: casesOf(action), event: 'orderPlaced' });
const aFunction = (name: string) => functionSkeleton({ name: casesOf(name), everyMinutes: 30 });

describe('npm run token', () => {
  it.each(['', 'x'.repeat(257)])('refuses a tenant that the API refuses: %j', async (tenant) => {
    const { code, stdout, stderr } = await runCli({ command: 'token', args: [tenant], env: {} });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('1 to 256 characters');
  });
});

describe('npm run cost', () => {
  it('could not be carried out for a stage that is not there', async () => {
    const { code, stderr } = await runCli({ command: 'cost', args: ['--stage', 'nope'], env: {} });

    expect(code).toBe(2);
    expect(stderr).toContain('There is no stage "nope"');
  });
});

describe('npm run new', () => {
  // With names that are taken: nothing would be written, whatever is not refused here.
  it.each([
    { args: ['consumer', 'payment-processor', '--event', 'nothing'], says: Object.keys(EVENTS).join(', ') },
    { args: ['consumer', 'payment-processor'], says: "'--event <event>' not specified" },
    { args: ['function', 'reconciler', '--every', '361'], says: 'a whole number from 1 to 360' },
  ])('refuses $args with code 2', async ({ args, says }) => {
    const { code, stderr } = await runCli({ command: 'new', args, env: {} });

    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  it('ends with 1 where a name is taken, and says which', async () => {
    const args = ['consumer', 'payment-processor', '--event', 'orderPlaced'];

    expect(await runCli({ command: 'new', args, env: {} })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'functions/payment-processor is there already.\n',
    });
  });
});

describe('a name', () => {
  it.each([
    ['Stock_Reserver', readFunctionName, 'in kebab-case'],
    [`a${'-long'.repeat(8)}`, readFunctionName, 'at most 32 characters'],
    ['delete', readActionName, 'two words or more'],
    ['dispatched', readEventName, 'two to four words'],
  ])('is refused: %s', (name, read, says) => {
    expect(() => read(name)).toThrow(says);
  });

  it.each([
    ['order-dispatched', 'orders'],
    ['delivery-begun', 'deliveries'],
    ['address-changed', 'addresses'],
    ['box-packed', 'boxes'],
    ['orders-merged', 'orders'],
  ])('of an event gives its topic: %s', (name, domain) => {
    expect(wireNames(casesOf(name)).topic).toBe(`${domain}.${name}.v1`);
  });

  it('is written in four ways', () => {
    expect(readEventName('order-dispatched')).toEqual({
      kebab: 'order-dispatched',
      camel: 'orderDispatched',
      pascal: 'OrderDispatched',
      constant: 'ORDER_DISPATCHED',
    });
  });
});

describe('a skeleton', () => {
  it('has all of its files', () => {
    expect([...contentsOf(aConsumer('stock-reserver')).keys()]).toEqual([
      'functions/stock-reserver/handler.ts',
      'functions/stock-reserver/reserve-stock.ts',
      'lib/flow/stock-reserver.ts',
      'test/unit/stock-reserver/reserve-stock.test.ts',
      'functions/contracts/events.ts',
      'lib/stacks/order-payment-stack.ts',
      'docs/rights.md',
    ]);
  });

  it.each<[what: string, skeleton: () => Skeleton, says: string]>([
    [
      'has the folder of another function',
      () => aConsumer('payment-processor'),
      'functions/payment-processor is there',
    ],
    ['has the name of another construct', () => aConsumer('payment-publisher'), 'has a PaymentPublisher already'],
    ['has the name of another file', () => aFunction('graph'), 'lib/monitoring/graph.ts has'],
    [
      'exports the name of another',
      () => aConsumer('stock-reserver', 'report-outcome'),
      'exports reportOutcome already',
    ],
    ['has the contract of another', () => eventSkeleton(casesOf('order-placed')), 'order-placed.ts is there already'],
  ])('is refused that %s', (_, skeleton, says) => {
    expect(() => contentsOf(skeleton())).toThrow(says);
  });

  it('is not written in part where a file has no place for what it adds', () => {
    const file = 'functions/contracts/never-written.ts';
    const edited = { 'README.md': [insertBefore('a place that is not there', 'more')] };

    expect(() => contentsOf({ created: { [file]: '' }, edited })).toThrow("README.md can't be edited");
    expect(existsSync(file)).toBe(false);
  });
});
