import { GetFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { PAYMENT_DECIDED } from '../../functions/contracts/payment-decided.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { dynamoTableNotes } from '../../functions/payments/dynamo-table-notes.ts';
import { decodeEvent, PoisonRecordError } from '../../functions/platform/decode-event.ts';
import { decodeRecord } from '../../functions/platform/kafka-record.ts';
import { dynamoOrderRows } from '../../operations/dynamo-history.ts';
import { dynamoRestoredRows } from '../../operations/dynamo-operator-ledger.ts';
import { lookUpIntents } from '../../operations/look-up-intents.ts';
import { type RebuildReport, rebuildDedup } from '../../operations/rebuild-dedup.ts';
import type { PaymentEvent, RestoredRows } from '../../operations/rebuilt-row.ts';
import { RefusedError } from '../aws/report-failure.ts';
import { consumerNamed, readTopic } from './ask-kafka.ts';
import { oneLine, opsCommand } from './command.ts';
import { operatorLedger } from './operator-gateway.ts';
import { kafkaEventSource } from './source-commands.ts';
import { LOCAL, type System } from './system.ts';

export const rebuildDedupCommand = opsCommand<{ dryRun: boolean; gateway: boolean }>({
  name: 'rebuild-dedup',
  does: 'Makes the PaymentDedup table whole again after it was restored to an earlier time, from Orders and payment events.',
  define: (command) =>
    command
      .option('--dry-run', 'count what is missing, and write nothing', false)
      .option(
        '--no-gateway',
        'leave the intents of undecided payments to the next attempts, each of which lists them by itself',
      )
      .addHelpText(
        'after',
        '\nStop payment-processor and payment-retrier first: docs/data.md has every step. Consumers start only after it has ended.' +
          '\nEnvironment: GATEWAY_KEY, where the gateway is no simulator.' +
          '\nSafe to run again. Exit code 1 where something is left to a person; where an order could not be read, consumers' +
          '\nstill refuse to start.',
      ),
  preview: 'dry-run',
  run: async (system, _args, { dryRun, gateway }) => {
    if (!dryRun) await assertStopped(system);
    const table = { dynamo: system.dynamo, table: system.outputs.PaymentDedupTable };
    const rows = dynamoRestoredRows(table);
    const deps = dryRun ? { rows: keptInMemory(rows) } : { rows, lookUp: gateway ? lookUpIn(system, rows) : undefined };
    const rebuild = rebuildDedup({ ...deps, now, progress });
    const unreadableEvents: string[] = [];
    const report = await rebuild({
      orders: dynamoOrderRows({ dynamo: system.dynamo, table: system.outputs.OrdersTable }),
      events: decidedPayments(system, (place) => unreadableEvents.push(place)),
    });
    const isWhole = report.unreadableOrders.length === 0;
    if (isWhole && !dryRun) {
      const notes = dynamoTableNotes(table);
      await notes.renew((await notes.table()).tableId);
    }
    const data = { dryRun, ...report, unreadableEvents, consumersMayStart: isWhole && !dryRun };
    return { data, text: textOf(data), ok: isWhole && report.oddRows.length === 0 };
  },
});

const now = () => new Date();

const lookUpIn = (system: System, rows: RestoredRows) =>
  lookUpIntents({ rows, now, intents: ledgerOf(system).intents });

/** Of the very account that the payments are in: in another one, none of their intents would be found, and each made again. */
function ledgerOf(system: System) {
  if (system.gateway.key === '')
    throw new RefusedError("The gateway's key is missing: set GATEWAY_KEY, or leave the gateway out: --no-gateway.");
  return operatorLedger(system, ({ assertKnownAccount }) => async (account) => {
    if (account.id === undefined)
      throw new RefusedError("The gateway's key may not read its account: use one that may, or --no-gateway.");
    await assertKnownAccount(account);
  });
}

/** Payments that go on meanwhile could be made from a row that is about to be rebuilt. */
async function assertStopped(system: System) {
  const { lambda, outputs, stage } = system;
  const { functionName } = consumerNamed(system, 'payment-processor');
  const source = await kafkaEventSource(lambda, functionName);
  const state = await source.state();
  if (state !== 'Disabled')
    throw new RefusedError(
      `The event source ${source.id} of ${functionName} is ${state}. Disable it first: docs/data.md.`,
    );
  // On this machine a function has no concurrency to set.
  if (stage === LOCAL) return;
  const FunctionName = outputs.PaymentRetrierFunction;
  const { ReservedConcurrentExecutions } = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
  if (ReservedConcurrentExecutions !== 0)
    throw new RefusedError(`${FunctionName} can run. Set its reserved concurrency to 0 first: docs/data.md.`);
}

/** A record that can't be read decides nothing: status-updater quarantines it. */
async function* decidedPayments(system: System, unreadable: (place: string) => void): AsyncGenerator<PaymentEvent> {
  for await (const encoded of readTopic(system, system.outputs.PaymentDecidedTopic)) {
    try {
      const { data, traceparent } = decodeEvent(decodeRecord(encoded), PAYMENT_DECIDED.versions);
      yield { ...data, traceparent };
    } catch (error) {
      if (!(error instanceof PoisonRecordError)) throw error;
      unreadable(`${encoded.partition}/${encoded.offset}: ${error.message}`);
    }
  }
}

/** The table as it would be, with what was written in memory only. */
function keptInMemory(rows: RestoredRows): RestoredRows {
  const written = new Map<string, PaymentRow>();
  const keep = async (row: PaymentRow) => {
    written.set(row.eventId, row);
    return true;
  };
  return {
    find: async (eventId) => written.get(eventId) ?? rows.find(eventId),
    insert: keep,
    change: (seen, change) => keep({ ...seen, ...change }),
  };
}

const progress = ({ orders, events }: RebuildReport) =>
  process.stderr.isTTY && process.stderr.write(`\r${orders} orders, ${events} events`);

interface Rebuilt extends RebuildReport {
  readonly dryRun: boolean;
  readonly unreadableEvents: readonly string[];
  readonly consumersMayStart: boolean;
}

function textOf({ dryRun, orders, events, inserted, decided, toLookUp, lookedUp, ...rest }: Rebuilt): string {
  const { unreadableOrders, oddRows, unreadableEvents, consumersMayStart } = rest;
  return [
    `${orders} orders, ${events} payment events ${dryRun ? '(nothing was written)' : ''}`.trim(),
    `rows inserted: ${inserted}; raised to a decision: ${decided}; marked to be looked up: ${toLookUp}`,
    ...lookedUpText(lookedUp),
    ...unreadableEvents.map((place) => `event can't be read  ${oneLine(place)}`),
    ...oddRows.map((problem) => `ROW TO BE CHECKED  ${oneLine(problem)}`),
    ...unreadableOrders.map((problem) => `ORDER CAN'T BE READ  ${oneLine(problem)}`),
    ...(consumersMayStart ? ['The table is whole: consumers may start.'] : []),
    ...(unreadableOrders.length > 0
      ? ['Repair these orders and run it again: until then consumers refuse to start.']
      : []),
  ].join('\n');
}

const lookedUpText = (lookedUp: RebuildReport['lookedUp']) =>
  lookedUp
    ? [
        `looked up at the gateway: ${lookedUp.found} have an intent, ${lookedUp.withoutIntent} have none, ${lookedUp.left} are left to the next attempt`,
      ]
    : [];
