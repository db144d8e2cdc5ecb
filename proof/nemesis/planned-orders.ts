import { createHash } from 'node:crypto';
import { seeded } from '../../bench/kafka-losses/seeded.ts';
import type { OrderRequest } from '../../functions/order-api/order-request.ts';

/** What a client does once its order was asked for. */
export type FollowUp =
  /** Asks again, under the same key and with the same body. */
  | 'repeat'
  /** Uses the key for another body. */
  | 'other-body'
  | 'cancel'
  /** Another tenant asks for the order. */
  | 'foreign-read'
  /** Another tenant wants it cancelled. */
  | 'foreign-cancel';

export interface PlannedOrder {
  readonly tenant: string;
  readonly key: string;
  readonly request: OrderRequest;
  readonly followUps: readonly { readonly what: FollowUp; readonly afterMs: number }[];
}

export const TENANTS = ['acme', 'globex', 'initech'] as const;

/** Payment methods of the simulator, by how many orders of a hundred have them. */
const METHODS: readonly (readonly [share: number, method: string])[] = [
  [68, 'pm_card_visa'],
  [8, 'pm_card_chargeDeclined'],
  [3, 'pm_card_authenticationRequired'],
  [3, 'pm_processing'],
  [2, 'pm_processing_fails'],
  [3, 'pm_timeout_before_charge'],
  [3, 'pm_timeout_after_charge'],
  [3, 'pm_error_500_before_execution'],
  [2, 'pm_error_500_sticky'],
  [2, 'pm_error_500_after_charge'],
  [1, 'pm_wrong_amount'],
  [2, 'pm_nobody_knows'],
];
const CURRENCIES = ['EUR', 'EUR', 'USD', 'JPY'];

/** The orders of a run; the same for the same seed. */
export function planOrders(seed: number, orders: number): PlannedOrder[] {
  const random = seeded(seed);
  const pick = <Item>(items: readonly Item[], fallback: Item) => items[random(0, items.length - 1)] ?? fallback;
  const chance = (percent: number) => random(1, 100) <= percent;
  return Array.from({ length: orders }, (_, number) => {
    const tenant = pick(TENANTS, TENANTS[0]);
    const request: OrderRequest = {
      customerId: `customer-${random(1, 500)}`,
      currency: pick(CURRENCIES, 'EUR'),
      paymentMethod: pick(LOTS, 'pm_card_visa'),
      lines: [{ sku: `sku-${random(1, 50)}`, quantity: random(1, 5), unitAmount: random(100, 20_000) }],
    };
    const planned: readonly [FollowUp, number][] = [
      ['repeat', 10],
      ['other-body', 4],
      ['cancel', 8],
      ['foreign-read', 4],
      ['foreign-cancel', 2],
    ];
    const followUps = planned
      .filter(([, percent]) => chance(percent))
      .map(([what]) => ({ what, afterMs: random(0, 6_000) }));
    return { tenant, key: `nemesis-${seed}-${number}`, request, followUps };
  });
}

const LOTS = METHODS.flatMap(([share, method]) => Array.from({ length: share }, () => method));

/** Of what an order asks for, in a form in which equal orders are equal. Shares no line with the functions' own. */
export function bodyHashOf({
  customerId,
  currency,
  paymentMethod,
  lines,
}: Omit<OrderRequest, 'gatewayCustomer'>): string {
  const body = [
    customerId,
    currency,
    paymentMethod,
    lines.map(({ sku, quantity, unitAmount }) => [sku, quantity, unitAmount]),
  ];
  return createHash('sha256').update(JSON.stringify(body)).digest('base64url');
}

export const amountOf = ({ lines }: Pick<OrderRequest, 'lines'>) =>
  lines.reduce((sum, { quantity, unitAmount }) => sum + quantity * unitAmount, 0);
