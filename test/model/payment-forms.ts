import { HOLDS, type ModelCase, paymentCases } from './model-case.ts';
import { PROTOCOL } from './payment-rules.ts';

const plain = { ...PROTOCOL, secondLook: false, dueAcknowledged: false, staleReads: false };
const twoRetriers = { consumers: 1, retriers: 2 };
const rebuilt = { restore: true, rebuild: true, noneFound: 'create', consumers: 1 } as const;

/** The protocol as it is implemented. */
const finalForms: readonly ModelCase[] = paymentCases(
  { group: 'final', outcome: HOLDS, faults: 2 },
  {
    protocol: PROTOCOL,
    'two retriers': { ...PROTOCOL, ...twoRetriers },
    'no reconciler, nothing dropped': { ...PROTOCOL, reconciler: false, drops: false },
    'no review for asking too often': { ...PROTOCOL, review: false },
    'set back and rebuilt': { ...PROTOCOL, ...rebuilt, staleReads: false },
    'set back and rebuilt, stale reads': { ...PROTOCOL, ...rebuilt },
    'set back, rebuilt and looked up': { ...PROTOCOL, ...rebuilt, rebuildLooksUp: true, staleReads: false },
    'set back, rebuilt and looked up, stale reads': { ...PROTOCOL, ...rebuilt, rebuildLooksUp: true },
  },
);

/** The same without second look, acknowledgement of due rows and stale reads. */
const plainForms: readonly ModelCase[] = paymentCases(
  { group: 'plain', outcome: HOLDS, faults: 2 },
  {
    'plain protocol': plain,
    'plain, two retriers': { ...plain, ...twoRetriers },
    'plain, no reconciler, nothing dropped': { ...plain, reconciler: false, drops: false },
    'plain, row first': { ...plain, first: 'row' as const },
  },
);

/** What the protocol is made of. */
const baseForms: readonly ModelCase[] = [
  ...paymentCases(
    { group: 'base', outcome: HOLDS, faults: 2 },
    {
      'row first': {},
      'intent first': { first: 'intent' },
      'row first, cancellation': { cancellation: true },
      'intent first, cancellation': { first: 'intent', cancellation: true },
      'row first, two retriers': twoRetriers,
      'intent first, two retriers': { first: 'intent', ...twoRetriers },
    },
  ),
  ...paymentCases(
    { group: 'base', outcome: HOLDS, faults: 0 },
    {
      'row first, one call each': { countCalls: true, processing: false },
      'intent first, one call each': { countCalls: true, processing: false, first: 'intent' },
    },
  ),
];

export const paymentForms = [...finalForms, ...plainForms, ...baseForms];
