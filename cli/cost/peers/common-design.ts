import { measured, type Usage } from '../usage.ts';
import { usualFunction } from './usual-function.ts';

interface CommonDesign {
  /** Whether the payment's event is published as safely as the order's, and a consumer of it updates the order. */
  readonly decidedEvent: boolean;
  /** How many records of a batch are processed at once. */
  readonly together: number;
}

const PARTITIONS = 6;

/**
 * What is usually built on DynamoDB: a transactional outbox as AWS describes it, whose rows are deleted once they are relayed,
 * and Powertools' idempotency around the charge (bench/peers holds both, bench/write-units.ts counts their units).
 */
export function commonDesign({ decidedEvent, together }: CommonDesign): Usage[] {
  return [
    ...usualFunction({ name: 'api', invocations: 2 }),
    ...usualFunction({ name: 'publisher', invocations: decidedEvent ? 2 : 1 }),
    ...usualFunction({
      name: 'consumer',
      waits: measured('usual-gateway/wait'),
      consumes: { partitions: PARTITIONS, together },
    }),
    ...(decidedEvent ? usualFunction({ name: 'status', consumes: { partitions: PARTITIONS, together } }) : []),
    ...usualFunction({ name: 'webhook' }),
    ...writesOf(decidedEvent),
    ...rows,
    { what: 'the client looks', price: 'dynamodb-read', perOrder: measured('orders/reads') },
    { what: 'reads of the webhook', price: 'dynamodb-read', perOrder: measured('gateway-webhook/reads') },
  ];
}

/** A row in a transaction takes two units. */
const writesOf = (decidedEvent: boolean): Usage[] => [
  write('order and its event, in a transaction', 4),
  write('deletion of the event', 1),
  write('key of the charge: in progress, completed', 2),
  ...(decidedEvent
    ? [write('payment and its event, in a transaction', 4), write("deletion of the payment's event", 1)]
    : [write('payment', 1)]),
  write('status of the order', 1),
];

const write = (what: string, units: number): Usage => ({ what, price: 'dynamodb-write', perOrder: units });

const KEPT = [
  ['orders', measured('usual-orders/row')],
  ['payments', measured('usual-payments/row')],
] as const;

/** For as long as ours, and recoverable as ours are. */
const rows: Usage[] = [
  ...KEPT.flatMap(([what, bytes]): Usage[] => [
    { what, price: 'dynamodb-storage', perOrderKept: bytes / 1e9 },
    { what: `${what}, any second of 35 days`, price: 'dynamodb-recovery', perOrderKept: bytes / 1e9 },
  ]),
  {
    what: 'keys of charges, for two days',
    price: 'dynamodb-storage',
    perOrder: (measured('usual-idempotency/row') * 2) / (365 / 12) / 1e9,
  },
];
