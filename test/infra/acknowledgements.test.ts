import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { acknowledgements } from '../../rules/acknowledgements.ts';
import { staleAcknowledgements } from '../../rules/review.ts';
import { reviewed, reviewedStages } from './stage-templates.ts';

const all = reviewedStages();
const versioned = 'AwsSolutions::AwsSolutions-S1';

describe('the review of the templates by the rule packs', () => {
  it.each(all)('has nothing open in $name', ({ open }) => {
    expect(open).toEqual([]);
  });

  it('leaves open what nobody has acknowledged', () => {
    const { open } = reviewed(
      stages.dev,
      acknowledgements.filter(({ id }) => id !== versioned),
    );

    expect(open).toMatchObject([{ id: versioned, at: 'flow/FailedRecords/Resource' }]);
  });
});

describe('an acknowledgement', () => {
  it('is refused when nothing finds it any more', () => {
    expect(staleAcknowledgements(all)).toEqual([]);

    const elsewhere = { id: versioned, at: ['flow/FailedRecords', 'flow/OrderApi'], reason: 'There is no bucket.' };
    expect(staleAcknowledgements(all, [elsewhere])).toEqual([{ id: versioned, at: 'flow/OrderApi' }]);
  });

  it.each(acknowledgements)('of $id has a reason, and is of constructs rather than of a stack', ({ reason, at }) => {
    expect(reason).toMatch(/^[A-Z].{30,}\.$/);
    for (const path of at) expect(path).toMatch(/^[a-z]+\/./);
  });
});
