import {
  type ChargeLedger,
  type Commit,
  type KeyUse,
  type LedgerRecord,
  type Page,
  type PaymentIntentRecord,
  timePrefix,
} from '../../functions/payment-gateway-simulator/charge-ledger.ts';

/** A charge ledger that forgets when the process ends. */
export function inMemoryChargeLedger(): ChargeLedger {
  const uses = new Map<string, KeyUse>();
  const records = new Map<string, LedgerRecord>();
  const marks = new Set<string>();
  return {
    async commit({ use, changes, pruneBefore }) {
      const earlier = use && uses.get(use.key);
      if (earlier && !mayReplace({ earlier, use, pruneBefore })) return { kind: 'key-used', use: earlier };
      if (changes.some(({ id, version }) => (records.get(id)?.version ?? 0) !== version - 1))
        return { kind: 'changed' };
      if (use) uses.set(use.key, use);
      for (const record of changes) records.set(record.id, record);
      return { kind: 'committed' };
    },
    async find(id) {
      return records.get(id);
    },
    async markOnce(what) {
      const isFirst = !marks.has(what);
      marks.add(what);
      return isFirst;
    },
    async listIntents(page) {
      const wanted = intentsOf(records).filter(({ id }) => isOn(page, id));
      const from = page.endingBefore === undefined ? 0 : Math.max(0, wanted.length - page.limit);
      return { intents: wanted.slice(from, from + page.limit), hasMore: wanted.length > page.limit };
    },
  };
}

type Uses = Pick<Commit, 'pruneBefore'> & { readonly earlier: KeyUse; readonly use: KeyUse };

const mayReplace = ({ earlier, use, pruneBefore }: Uses) =>
  earlier.usedAt < pruneBefore || (earlier.response === undefined && earlier.token === use.token);

const intentsOf = (records: ReadonlyMap<string, LedgerRecord>): readonly PaymentIntentRecord[] =>
  [...records.values()]
    .filter((record) => record.object === 'payment_intent')
    .sort((one, other) => (one.id < other.id ? 1 : -1));

const isOn = ({ startingAfter, endingBefore, createdFrom, createdBefore }: Page, id: string) =>
  id >= timePrefix(createdFrom) &&
  (createdBefore === undefined || id < timePrefix(createdBefore)) &&
  (startingAfter === undefined || id < startingAfter) &&
  (endingBefore === undefined || id > endingBefore);
