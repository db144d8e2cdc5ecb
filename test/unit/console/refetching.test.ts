import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startRefetching } from '../../../console/page/src/refetching.ts';

function aPage({ load = async () => {} }: { readonly load?: () => Promise<void> } = {}) {
  const page = { isHidden: false, loads: 0 };
  const counted = () => {
    page.loads += 1;
    return load();
  };
  const { notice, stop } = startRefetching({
    load: counted,
    isHidden: () => page.isHidden,
    atLeast: 1_000,
    atMost: 5_000,
  });
  return { page, notice, stop };
}

describe('fetching again', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('loads at once, then from time to time', async () => {
    const { page, stop } = aPage();
    expect(page.loads).toBe(1);

    await vi.advanceTimersByTimeAsync(4_000);
    expect(page.loads).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(page.loads).toBe(2);
    stop();
  });

  it('loads once a second at most, however often something was noticed', async () => {
    const { page, notice, stop } = aPage();

    for (let step = 0; step < 30; step += 1) {
      notice();
      await vi.advanceTimersByTimeAsync(100);
    }

    expect(page.loads).toBe(4);
    stop();
  });

  it('loads nothing while nobody sees the page, and at once when someone does', async () => {
    const { page, notice, stop } = aPage();
    page.isHidden = true;
    notice();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(page.loads).toBe(1);

    page.isHidden = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(page.loads).toBe(2);
    stop();
  });

  it('waits for the answer before it asks again', async () => {
    const { page, notice, stop } = aPage({ load: () => new Promise(() => {}) });

    notice();
    await vi.advanceTimersByTimeAsync(20_000);

    expect(page.loads).toBe(1);
    stop();
  });

  it('ends when it is stopped', async () => {
    const { page, stop } = aPage();

    stop();
    await vi.advanceTimersByTimeAsync(20_000);

    expect(page.loads).toBe(1);
  });
});
