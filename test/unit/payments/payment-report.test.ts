import { describe, expect, it } from 'vitest';
import type { PaymentOutcome } from '../../../functions/payments/advance-payment.ts';
import {
  reportConfirmation,
  reportMissedKey,
  reportPayment,
  type TimedConfirmation,
  timedGateway,
} from '../../../functions/payments/payment-report.ts';
import { publishMetrics } from '../../../functions/platform/telemetry.ts';
import { inMemoryPaymentGateway } from '../../doubles/in-memory-payment-gateway.ts';
import { aPaymentRequest, aPaymentRow } from '../../doubles/payment-builders.ts';
import { logsOf } from '../../harness/captured-logs.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const payment = aPaymentRequest({ traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
const { orderId, eventId } = payment;
const reason = 'no answer';

const linesOf = (report: () => void) =>
  logsOf(async () => {
    report();
    publishMetrics();
  });

const outcomes: readonly (readonly [PaymentOutcome, metric: string])[] = [
  [{ kind: 'captured' }, 'PaymentsCaptured'],
  [{ kind: 'refund-due' }, 'PaymentsCaptured'],
  [{ kind: 'voided' }, 'PaymentsVoided'],
  [{ kind: 'refunded' }, 'PaymentsRefunded'],
  [{ kind: 'declined', code: 'card_declined' }, 'PaymentsDeclined'],
  [{ kind: 'in-review' }, 'PaymentsInReview'],
  [{ kind: 'duplicate' }, 'DuplicatesSuppressed'],
  [{ kind: 'waiting' }, 'DuplicatesSuppressed'],
  [{ kind: 'mismatch' }, 'PaymentMismatches'],
  [{ kind: 'unbuildable', reason }, 'PaymentMismatches'],
  [{ kind: 'held-by-another' }, 'PaymentsHeld'],
  [{ kind: 'parked', reason, misconfigured: false, dueAt: '2026-01-01T00:00:00.000Z' }, 'PaymentsParked'],
  [{ kind: 'unreachable', reason, misconfigured: false }, 'GatewayUnreachable'],
];

describe('report what an attempt did', () => {
  it.each(outcomes)('counts %o as %s alone, and logs it with the ids that it is found by', async (outcome, metric) => {
    const [log, metrics, ...others] = await linesOf(() => reportPayment(payment, outcome));

    expect(others).toEqual([]);
    expect(log).toMatchObject({ message: 'payment', orderId, eventId, traceId: TRACE, outcome });
    expect(log).toHaveProperty('level', outcome.kind === 'captured' ? 'DEBUG' : 'INFO');
    expect(metrics).toMatchObject({ [metric]: 1 });
    expect(metrics).not.toHaveProperty('GatewayMisconfigured');
  });

  it.each<PaymentOutcome>([
    { kind: 'parked', reason, misconfigured: true, dueAt: '2026-01-01T00:00:00.000Z' },
    { kind: 'unreachable', reason, misconfigured: true },
  ])('counts and logs as an error what an operator must mend: %o', async (outcome) => {
    const [log, metrics] = await linesOf(() => reportPayment(payment, outcome));

    expect(log).toMatchObject({ level: 'ERROR', outcome });
    expect(metrics).toMatchObject({ GatewayMisconfigured: 1 });
  });

  it('logs as an error that another attempt has decided otherwise', async () => {
    const rejected = { kind: 'captured', gatewayReference: 'pi_2' } as const;
    const existing = aPaymentRow({ state: 'DECLINED', paymentMethod: 'pm_card_visa', gatewayCustomer: 'cus_1' });
    const outcome = { kind: 'conflict', existing, rejected } as const;

    const [log, metrics] = await linesOf(() => reportPayment(payment, outcome));

    expect(log).toMatchObject({
      level: 'ERROR',
      outcome: { kind: 'conflict', existing: { state: 'DECLINED' }, rejected },
    });
    expect(JSON.stringify(log)).not.toMatch(/pm_card_visa|cus_1/);
    expect(metrics).toMatchObject({ SettleConflicts: 1 });
  });
});

describe('report a confirmation', () => {
  it('measures and logs it', async () => {
    const confirmation = { response: { kind: 'succeeded' }, milliseconds: 120 } as const;

    const [log, metrics] = await linesOf(() => reportConfirmation(payment, confirmation));

    const said = { orderId, eventId, traceId: TRACE, response: 'succeeded', milliseconds: 120 };
    expect(log).toMatchObject({ message: 'charge', ...said });
    expect(metrics).toMatchObject({ ChargeMilliseconds: 120 });
  });

  it.each<[TimedConfirmation, level: string]>([
    [{ response: { kind: 'succeeded' }, milliseconds: 2_999 }, 'DEBUG'],
    [{ response: { kind: 'succeeded' }, milliseconds: 3_000 }, 'INFO'],
    [{ response: { kind: 'declined', code: 'card_declined' }, milliseconds: 120 }, 'INFO'],
  ])(
    'logs each in stages that log each event, and in all what is slow or did not succeed: %o',
    async (confirmation, level) => {
      const [log] = await linesOf(() => reportConfirmation(payment, confirmation));

      expect(log).toMatchObject({ message: 'charge', level });
    },
  );

  it('takes the time of the confirmation alone, and hands its response on', async () => {
    const times = [1_000, 1_250];
    const reports: TimedConfirmation[] = [];
    const { gateway } = inMemoryPaymentGateway();
    const timed = timedGateway({
      gateway,
      now: () => new Date(times.shift() ?? Number.NaN),
      report: (_payment, confirmation) => reports.push(confirmation),
    });
    const created = await timed.create(payment);
    if (created.kind !== 'created') throw new Error(created.kind);

    const response = await timed.confirm(created.intentId, payment);

    expect(response).toEqual({ kind: 'succeeded' });
    expect(reports).toEqual([{ response, milliseconds: 250 }]);
  });
});

it('warns that a key could not be read anew, and with which error', async () => {
  expect(await linesOf(() => reportMissedKey(new Error('throttled')))).toMatchObject([
    {
      level: 'WARN',
      message: "the gateway's key could not be read anew, the known one stays",
      error: { message: 'throttled' },
    },
  ]);
});
