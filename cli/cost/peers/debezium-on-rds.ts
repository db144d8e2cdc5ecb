import { HOURS_PER_MONTH, measured, type Usage } from '../usage.ts';
import { usualFunction } from './usual-function.ts';

const PARTITIONS = 6;
const ZONES = 2;
/** GB that are there before the first order. */
const FIRST_VOLUME = 100;

/**
 * PostgreSQL on RDS in two zones with an outbox table, relayed by Debezium's outbox router on MSK Connect. The functions are in
 * the database's network behind RDS Proxy, so that the gateway is reached through a NAT. Order, payment and idempotency key are
 * in one database: the consumer updates the order itself, and needs no function for it.
 */
export function debeziumOnRds(ordersPerSecond: number): Usage[] {
  const vcpus = vcpusFor(ordersPerSecond * measured('rds/transactions'));
  const connectUnits = Math.max(1, Math.ceil((2 * ordersPerSecond) / measured('debezium/events-per-unit')));
  return [
    ...usualFunction({ name: 'api', invocations: 2 }),
    ...usualFunction({
      name: 'consumer',
      waits: measured('usual-gateway/wait'),
      consumes: { partitions: PARTITIONS, together: 100 },
    }),
    ...usualFunction({ name: 'webhook' }),
    { what: `database of ${vcpus} vCPU in two zones`, price: 'db.m7g.large', always: (vcpus / 2) * HOURS_PER_MONTH },
    { what: 'volumes', price: 'rds-storage', always: FIRST_VOLUME, perOrderKept: measured('rds/row') / 1e9 },
    { what: 'RDS Proxy', price: 'rds-proxy', always: vcpus * HOURS_PER_MONTH },
    { what: 'connector', price: 'msk-connect-unit', always: connectUnits * HOURS_PER_MONTH },
    { what: `NAT in ${ZONES} zones`, price: 'nat-gateway', always: ZONES * HOURS_PER_MONTH },
    { what: 'charges through the NAT', price: 'nat-gateway-data', perOrder: measured('nat/charge') / 1e9 },
  ];
}

/** Of the smallest class that keeps up, from `large` on; each has twice as many as the one before. */
function vcpusFor(transactionsPerSecond: number): number {
  const needed = transactionsPerSecond / measured('rds/transactions-per-vcpu');
  return 2 ** Math.max(1, Math.ceil(Math.log2(needed)));
}
