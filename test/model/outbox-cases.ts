import { HOLDS, type ModelCase, outboxCases } from './model-case.ts';
import { STUCK } from './search.ts';

const bugs = { group: 'outbox bugs', faults: 2 };
const unpublishable = 2;

export const outboxForms: readonly ModelCase[] = outboxCases(
  { group: 'outbox', outcome: HOLDS, faults: 3 },
  {
    'numbered entries, one send an event': {},
    'event 2 unpublishable: held, operator repairs': { unpublishable },
    'one batch a send': { batch: true },
    'one batch a send, event 2 unpublishable': { batch: true, unpublishable },
    'event 2 unpublishable: a placeholder with its number': { unpublishable, onUnpublishable: 'placeholder' },
    'a failed send closes what was acknowledged before it': { closeAcknowledged: true, unpublishable },
    'high-water mark instead of numbers': { highWaterMark: true, unpublishable },
    'close only where nothing was added meanwhile': { closeIfUnchanged: true, unpublishable },
    'one event at a time': { oneAtATime: true },
  },
);

export const outboxBugs: readonly ModelCase[] = [
  ...outboxCases(
    { ...bugs, outcome: 'an unpublished event was closed' },
    {
      'close empties the outbox': { closeAll: true },
      'a list, removal by position': { closeByPosition: true },
      'closes before sending': { closeBeforeSending: true, faults: 1 },
    },
  ),
  ...outboxCases(
    { ...bugs, outcome: 'two events with one number' },
    { 'number = length of the list': { numberFromLength: true } },
  ),
  ...outboxCases(
    { ...bugs, outcome: 'lost: an event is neither on the row nor on the topic' },
    { 'a new event overwrites the entry': { overwriteEntry: true, faults: 1 } },
  ),
  ...outboxCases(
    { ...bugs, outcome: 'a later number appears before an earlier one' },
    {
      'entries sent in any order': { anyOrder: true, faults: 1 },
      'goes on after a failed send': { goOnAfterFailure: true },
      'sends in parallel': { sendInParallel: true },
      'a record publishes only the event that it added': { imageOfNewest: true },
      'event 2 unpublishable, skipped': { unpublishable, onUnpublishable: 'skip' },
      'operator drops the unpublishable event': { unpublishable, operatorDrops: true },
      'requeue of the newest only': { requeueNewest: true },
    },
  ),
  ...outboxCases(
    { ...bugs, outcome: 'a receipt names no record' },
    { 'receipts for the whole image': { receiptsForImage: true, unpublishable } },
  ),
  ...outboxCases(
    { ...bugs, faults: 1, outcome: STUCK },
    {
      'event 2 unpublishable, the record fails': { unpublishable, onUnpublishable: 'throw' },
      'no reconciler for the outbox': { reconciler: false },
    },
  ),
];
