import { describe, expect, it } from 'vitest';
import { outboxBugs, outboxForms } from './outbox-cases.ts';
import { search } from './search.ts';

const states: Record<string, number> = {
  'numbered entries, one send an event': 59_791,
  'event 2 unpublishable: held, operator repairs': 165_092,
  'one batch a send': 54_418,
  'one batch a send, event 2 unpublishable': 152_040,
  'event 2 unpublishable: a placeholder with its number': 59_791,
  'a failed send closes what was acknowledged before it': 165_891,
  'high-water mark instead of numbers': 165_092,
  'close only where nothing was added meanwhile': 138_157,
  'one event at a time': 3_469,
};

describe('publish several events of one row in order', () => {
  it.each(outboxForms)('holds in every state: $name', { timeout: 300_000 }, ({ name, model, faults }) => {
    expect(search(model(faults))).toMatchObject({ violation: null, trace: [], states: states[name] });
  });
});

describe('find a bug that is planted into the outbox', () => {
  it.each(outboxBugs)('$name: $outcome', ({ model, faults, outcome }) => {
    expect(search(model(faults)).violation).toBe(outcome);
  });
});
