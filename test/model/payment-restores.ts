import { HOLDS, type ModelCase, paymentCases } from './model-case.ts';
import type { PaymentRules } from './payment-rules.ts';

type Changes = Record<string, Partial<PaymentRules>>;

const lists = { restore: true, operatorLists: true } as const;
const first = 'intent';
const review = { ...lists, oldEvent: 'review' } as const;
const adopt = { ...lists, oldEvent: 'adopt' } as const;
const adoptOrCreate = { ...adopt, noneFound: 'create' } as const;
const rebuilt = { ...lists, rebuild: true } as const;
const rebuiltOrCreate = { ...rebuilt, noneFound: 'create' } as const;
const withoutDecisions = { ...rebuiltOrCreate, rebuildLosesDecision: true } as const;

const safe: Changes = {
  'no rule, operator lists, event never old': { ...lists, neverOld: true },
  'no rule, operator lists, event never old, intent first': { ...lists, neverOld: true, first },
  'old event without a row: IN_REVIEW, operator lists and cancels all': review,
  'old event without a row: IN_REVIEW, intent first': { ...review, first },
  'complete list, cancel all others, adopt the last, none: IN_REVIEW': adopt,
  'complete list, intent first': { ...adopt, first },
  'complete list, none: create': adoptOrCreate,
  'complete list, none: create, intent first': { ...adoptOrCreate, first },
  'complete list, none: create, second key on a replayed 500': { ...adoptOrCreate, secondKey: true },
  'complete list, none: create, any row may lose its intent': {
    ...adoptOrCreate,
    first,
    restoreMid: 'all',
    secondKey: true,
  },
  'rebuilt, cancellation': { ...rebuiltOrCreate, first, cancellation: true, consumers: 1 },
  'rebuilt, rows with decisions, open ones adopt': rebuilt,
  'rebuilt, none: create': rebuiltOrCreate,
  'rebuilt, decisions lost too': withoutDecisions,
  'rebuilt, decisions lost too, fresh keys': { ...withoutDecisions, createKey: 'fresh' },
  'rebuilt, decisions lost too, intent first, fresh keys': { ...withoutDecisions, createKey: 'fresh', first },
  'rebuilt while processes run': { ...rebuiltOrCreate, restoreLive: true },
  'rebuilt and looked up': { ...rebuiltOrCreate, rebuildLooksUp: true },
  'rebuilt and looked up, decisions lost too': { ...withoutDecisions, rebuildLooksUp: true },
  'rebuilt and looked up, decisions lost too, intent first, fresh keys': {
    ...withoutDecisions,
    rebuildLooksUp: true,
    createKey: 'fresh',
    first,
  },
  'rebuilt and looked up, cancellation': {
    ...rebuiltOrCreate,
    rebuildLooksUp: true,
    first,
    cancellation: true,
    consumers: 1,
  },
};

const capturedTwice: Changes = {
  'no rule: create and confirm': { restore: true },
  'no rule, operator lists': lists,
  'no rule, operator lists, event never old, fresh create key': { ...lists, neverOld: true, createKey: 'fresh' },
  'adopt one that a complete list shows': { ...adopt, adopt: 'one' },
  'complete list, fresh create keys': { ...adopt, createKey: 'fresh' },
};

const declinedWrongly: Changes = {
  'IN_REVIEW, operator declines a row without an intent unseen': { restore: true, oldEvent: 'review' },
  'IN_REVIEW, operator searches (index lags)': { ...review, look: 'search' },
  'adopt what the search finds, none: IN_REVIEW': { ...adopt, look: 'search', adopt: 'one' },
  'all but one cancelled that the search finds': { ...adopt, look: 'search' },
  'rebuilt and looked up while processes run, fresh keys': {
    ...withoutDecisions,
    rebuildLooksUp: true,
    restoreLive: true,
    createKey: 'fresh',
  },
  'rebuilt, adopt by search': { ...rebuilt, rebuildLosesDecision: true, look: 'search' },
};

const voidedWrongly: Changes = {
  'complete list, cancellation': { ...adoptOrCreate, first, cancellation: true, consumers: 1 },
};

/** PaymentDedup set back to an earlier time, with and without rules for it. */
export const restores: readonly ModelCase[] = [
  ...paymentCases({ group: 'restore', outcome: HOLDS, faults: 2 }, safe),
  ...paymentCases({ group: 'restore', outcome: 'two captures', faults: 2 }, capturedTwice),
  ...paymentCases({ group: 'restore', outcome: 'DECLINED but captured', faults: 2 }, declinedWrongly),
  ...paymentCases({ group: 'restore', outcome: 'VOID but captured', faults: 2 }, voidedWrongly),
];
