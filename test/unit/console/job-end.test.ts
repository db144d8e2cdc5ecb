import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../../console/contract/live-events.ts';
import { endOfJob, type LiveJobs } from '../../../console/page/src/job-end.ts';

const aJob = (job: Partial<Job>): Job => ({
  id: 'j1',
  kind: 'redrive',
  title: 'Redrive',
  state: 'running',
  done: 0,
  total: 4,
  text: '',
  lines: [],
  ...job,
});
const BEGUN = { ok: true, text: 'Begun', job: 'j1' };

describe('the end of a job', () => {
  it('is at once where none was begun', async () => {
    expect(await endOfJob({ ok: false, text: 'refused' }, signal(null))).toEqual({ ok: false, text: 'refused' });
  });

  it('is what the job ends with', async () => {
    const lives = signal<LiveJobs['value']>(null);
    const end = endOfJob(BEGUN, lives);

    lives.value = { at: 1_000, jobs: [aJob({}), aJob({ id: 'other', state: 'done', text: 'other' })] };
    lives.value = { at: 2_000, jobs: [aJob({ state: 'done', text: '4 put back' })] };
    lives.value = { at: 3_000, jobs: [] };

    expect(await end).toEqual({ ok: true, text: '4 put back' });
  });

  it('is known at once where the job has ended before anybody looked', async () => {
    const lives = signal({ at: 1_000, jobs: [aJob({ state: 'failed', text: 'no broker' })] });

    expect(await endOfJob(BEGUN, lives)).toEqual({ ok: false, text: 'no broker' });
  });

  it('is unknown where the server has forgotten it', async () => {
    const lives = signal<LiveJobs['value']>({ at: 1_000, jobs: [aJob({})] });
    const end = endOfJob(BEGUN, lives);

    lives.value = { at: 2_000, jobs: [] };

    expect(await end).toMatchObject({ ok: false });
  });

  it('is unknown where the server never lists it, but not before it could have', async () => {
    const lives = signal<LiveJobs['value']>({ at: 1_000, jobs: [] });
    let isOver = false;
    const end = endOfJob(BEGUN, lives).finally(() => {
      isOver = true;
    });

    lives.value = { at: 5_000, jobs: [] };
    await Promise.resolve();
    expect(isOver).toBe(false);
    lives.value = { at: 12_000, jobs: [] };

    expect(await end).toMatchObject({ ok: false });
  });
});
