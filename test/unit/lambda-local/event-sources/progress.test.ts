import { describe, expect, it } from 'vitest';
import { trackProgress } from '../../../../lambda-local/event-sources/stream-shard.ts';

describe('following how far a shard is processed', () => {
  it('moves on over what is done without a gap, in whatever order workers finish', () => {
    const progress = trackProgress();
    for (const sequenceNumber of ['1', '2', '3', '4']) progress.read(sequenceNumber);

    expect(progress.finish(['2', '3'])).toBeUndefined();
    expect(progress.finish(['1'])).toBe('3');
    expect(progress.unfinished()).toBe(1);
    expect(progress.finish(['4'])).toBe('4');
    expect(progress.unfinished()).toBe(0);
  });
});
