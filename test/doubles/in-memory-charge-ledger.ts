import {
  type ChargeLedger,
  type Commit,
  type KeyUse,
  type LedgerRecord,
  type Page,
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
      const { shown: intents, hasMore } = pageOf(page, 'pi', newestFirst(records, isIntent));
      return { intents, hasMore };
    },
    async listRefunds(page) {
      const { shown: refunds, hasMore } = pageOf(page, 're', newestFirst(records, isRefund));
      return { refunds, hasMore };
    },
  };
}

type Uses = Pick<Commit, 'pruneBefore'> & { readonly earlier: KeyUse; readonly use: KeyUse };

const mayReplace = ({ earlier, use, pruneBefore }: Uses) =>
  earlier.usedAt < pruneBefore || (earlier.response === undefined && earlier.token === use.token);

const isIntent = (record: LedgerRecord) => record.object === 'payment_intent';
const isRefund = (record: LedgerRecord) => record.object === 'refund';

const newestFirst = <Listed extends LedgerRecord>(
  records: ReadonlyMap<string, LedgerRecord>,
  isListed: (record: LedgerRecord) => record is Listed,
): readonly Listed[] => [...records.values()].filter(isListed).sort((one, other) => (one.id < other.id ? 1 : -1));

function pageOf<Listed extends LedgerRecord>(page: Page, kind: 'pi' | 're', listed: readonly Listed[]) {
  const wanted = listed.filter(({ id }) => isOn(page, kind, id));
  const from = page.endingBefore === undefined ? 0 : Math.max(0, wanted.length - page.limit);
  return { shown: wanted.slice(from, from + page.limit), hasMore: wanted.length > page.limit };
}

const isOn = ({ startingAfter, endingBefore, createdFrom, createdBefore }: Page, kind: 'pi' | 're', id: string) =>
  id >= timePrefix(createdFrom, kind) &&
  (createdBefore === undefined || id < timePrefix(createdBefore, kind)) &&
  (startingAfter === undefined || id < startingAfter) &&
  (endingBefore === undefined || id > endingBefore);
