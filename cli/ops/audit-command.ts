import type { Command } from 'commander';
import * as z from 'zod/mini';
import type { AuditSources } from '../../functions/auditor/audit-sources.ts';
import type { CurrencyTotals } from '../../functions/auditor/audit-totals.ts';
import { type ContinuedAudit, continueAudit, GRACE_MS } from '../../functions/auditor/continue-audit.ts';
import type { Discrepancy } from '../../functions/auditor/discrepancies.ts';
import { dynamoAuditPositions } from '../../functions/auditor/dynamo-audit-position.ts';
import { dynamoAuditedRows } from '../../functions/auditor/dynamo-audited-rows.ts';
import { LIVES } from '../../functions/auditor/explain-order.ts';
import { auditedTopicOf, operatorAuditedTopics } from '../../functions/auditor/operator-audited-topics.ts';
import type { AuditProgress } from '../../functions/auditor/read-sources.ts';
import { runAudit } from '../../functions/auditor/run-audit.ts';
import { EVENTS } from '../../functions/contracts/events.ts';
import { askKafka } from './ask-kafka.ts';
import { counted, oneLine, opsCommand, time } from './command.ts';
import { operatorLedger } from './operator-gateway.ts';
import type { System } from './system.ts';

interface AuditOptions {
  readonly from?: string;
  readonly until?: string;
  readonly dryRun: boolean;
}

export const auditCommand = opsCommand<AuditOptions>({
  name: 'audit',
  does: "Explains every order of a period to the minor unit: its row, its events, its payment, the gateway's captures and refunds.",
  define: (command: Command) =>
    command
      .option('--from <time>', 'placed at this time or later; without it, goes on where the last audit ended', time)
      .option('--until <time>', 'placed before this time; only with --from', time)
      .option('--dry-run', 'save no position, so that the next audit reads the same again', false)
      .addHelpText(
        'after',
        '\nWithout --from it audits what was placed since the last audit (the first time: the last 24 hours; at most 24 hours a' +
          '\nrun), and what was then open or did not fit together. With --from it saves nothing. Progress is on stderr.' +
          '\nIt needs GATEWAY_KEY where the gateway is a real one. Exit code 1 where something does not fit together.',
      ),
  run: async (system, _args, options) => {
    const report = await audited(system, options);
    if (report === undefined)
      return { data: null, text: 'Nothing was placed since the last audit, and nothing is left of it.' };
    const ok = report.discrepancies.length === 0 && report.notLookedAt === 0;
    return { data: report, text: textOf(report), ok };
  },
});

async function audited(system: System, { from, until, dryRun }: AuditOptions): Promise<ContinuedAudit | undefined> {
  const now = () => new Date();
  const audit = runAudit({ ...sourcesOf(system), now, lag: lagOf(system), progress });
  const { dynamo, outputs } = system;
  if (from === undefined) {
    if (until !== undefined)
      throw new Error('--until needs --from: without it the audit goes on where the last one ended.');
    const positions = dynamoAuditPositions({ dynamo, table: outputs.PaymentDedupTable });
    return continueAudit({ positions, audit, now })({ dryRun });
  }
  const span = { from: Date.parse(from), until: until === undefined ? Date.now() - GRACE_MS : Date.parse(until) };
  if (span.until <= span.from) throw new Error(`The period is empty: --until must be later than --from (${from}).`);
  return audit({ span, left: [] });
}

/** Milliseconds: twice the time after which an event is published again, as for the alarm orders-stuck. */
const lagOf = ({ reconcileAfter }: System) => 2 * reconcileAfter * 1_000;

function sourcesOf(system: System): AuditSources {
  const { dynamo, outputs } = system;
  const topicPrefix = outputs.OrderPlacedTopic.slice(0, -EVENTS.orderPlaced.topic.length);
  return {
    rows: dynamoAuditedRows({ dynamo, orders: outputs.OrdersTable, payments: outputs.PaymentDedupTable }),
    topics: operatorAuditedTopics({
      ask: (request) => askKafka(system, request, z.unknown()),
      topicOf: auditedTopicOf(topicPrefix),
    }),
    gateway: operatorLedger(system, ({ assertNoOtherAccount }) => assertNoOtherAccount),
  };
}

const progress = (counts: AuditProgress) => {
  const text = Object.entries(counts)
    .flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []))
    .join(', ');
  if (process.stderr.isTTY) process.stderr.write(`\r${text}`);
};

function textOf(report: ContinuedAudit): string {
  const { from, until, orders, ofOtherSpans, totals, discrepancies, cleared, notLookedAt, left, notSaved } = report;
  const others = ofOtherSpans > 0 ? `; ${ofOtherSpans} of other times` : '';
  return [
    `${counted(orders, 'order')} placed from ${from} until ${until}${others}`,
    ...Object.entries(totals).flatMap(([currency, sums]) => currencyText(currency, sums)),
    ...discrepancies.map(discrepancyText),
    ...(notLookedAt > 0 ? [`NOT LOOKED AT: ${notLookedAt} more orders seem not to fit together`] : []),
    ...(notSaved === undefined ? [] : [`The position was not saved: ${notSaved}`]),
    `${discrepancies.length === 0 ? 'Everything fits together' : counted(discrepancies.length, 'DISCREPANCY').replace('YS', 'IES')}; ` +
      `${left.length} to look at again, ${cleared} seemed wrong and are not`,
  ].join('\n');
}

function currencyText(currency: string, totals: CurrencyTotals): string[] {
  const lives = LIVES.filter((life) => totals.byLife[life].orders > 0).map(
    (life) => `  ${life.padEnd(12)} ${String(totals.byLife[life].orders).padStart(9)}  ${totals.byLife[life].amount}`,
  );
  return [
    `${currency}, minor units`,
    `  ${'accepted'.padEnd(12)} ${String(totals.orders).padStart(9)}  ${totals.accepted}`,
    ...lives,
    `  captured ${totals.captured} - given back ${totals.givenBack} = paid ${totals.byLife.paid.amount} + of others ${totals.keptOfOthers}` +
      (totals.unexplained === 0 ? '' : ` + UNEXPLAINED ${totals.unexplained}`),
  ];
}

const discrepancyText = ({ kind, orderId, expected, found, command }: Discrepancy) =>
  oneLine(`${kind}  ${orderId}  expected ${expected}; found ${found}  ${command}`);
