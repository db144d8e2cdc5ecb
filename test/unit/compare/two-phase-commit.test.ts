import { describe, expect, it } from 'vitest';
import { twoPhaseCommitText } from '../../../compare/two-phase-commit.ts';

const printed = (prepare: boolean) => `setting true\nprepareTransaction ${prepare}\ncompleteTransaction ${prepare}\n`;

describe('what is said of a two-phase commit', () => {
  it('is what the client lacks', () => {
    expect(twoPhaseCommitText('4.4.0', printed(false))).toMatch(
      /not run, since Kafka's client 4\.4\.0 knows .+ has no prepareTransaction and no completeTransaction/,
    );
  });

  it('is that it could be done, where the client can', () => {
    expect(twoPhaseCommitText('4.4.0', printed(true))).toContain('can prepare a transaction');
  });
});
