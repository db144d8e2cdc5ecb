import { describe, expect, it } from 'vitest';
import { jobBoard, type NewJob } from '../../../console/server/job-board.ts';

const job = (run: NewJob['run']): NewJob => ({ kind: 'redrive', title: 'Redrive', total: 10, run });
const untilCancelled: NewJob['run'] = ({ signal }) =>
  new Promise((_, fail) => signal.addEventListener('abort', () => fail(new Error('Cancelled'))));

describe('a job', () => {
  it('tells its progress, its lines and its end', async () => {
    const jobs = jobBoard();
    jobs.start(
      job(async ({ report, line }) => {
        report({ done: 7 });
        line('refused 0/3');
        return 'all done';
      }),
    );
    await new Promise(setImmediate);

    expect(jobs.list()).toMatchObject([
      { state: 'done', done: 7, total: 10, text: 'all done', lines: ['refused 0/3'] },
    ]);
  });

  it('fails with its reason', async () => {
    const jobs = jobBoard();
    jobs.start(job(() => Promise.reject(new Error('Kafka does not answer'))));
    await new Promise(setImmediate);

    expect(jobs.list()).toMatchObject([{ state: 'failed', text: 'Kafka does not answer' }]);
  });

  it('is cancelled once, and only while it runs', async () => {
    const jobs = jobBoard();
    const { id } = jobs.start(job(untilCancelled));
    expect(() => jobs.start(job(untilCancelled))).toThrow('A redrive is under way');

    expect(jobs.cancel(id)).toBe(true);
    await jobs.stop();
    expect(jobs.list()).toMatchObject([{ state: 'cancelled' }]);
    expect(jobs.cancel(id)).toBe(false);
    expect(jobs.cancel('none')).toBe(false);
  });

  it('stays to be read with the last of them', async () => {
    const jobs = jobBoard();
    for (let count = 0; count < 12; count += 1) {
      jobs.start(job(async () => `${count}`));
      await new Promise(setImmediate);
    }

    expect(jobs.list().length).toBeLessThanOrEqual(8);
    expect(jobs.list().at(-1)?.text).toBe('11');
  });
});
