import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeHistory } from '../../../../proof/history/write-history.ts';
import { aHistory } from './a-history.ts';

const PROGRAM = resolve(import.meta.dirname, '../../../../proof/check-history.ts');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeonce-history-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const check = (...args: string[]) => spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });

describe('the checker as a program', () => {
  it('prints a line for each invariant and the figures, and exits with 0 where nothing is violated', () => {
    writeHistory(folder, aHistory());

    const { status, stdout } = check(folder);

    expect(status).toBe(0);
    expect(stdout).toMatch(/^I3 +holds +at most one captured charge/m);
    expect(stdout).toMatch(/^I18 +not applicable .* \(the run had faults\)$/m);
    expect(stdout).toContain('lost events 0, phantom events 0, duplicate charges 0, stuck orders 0');
    expect(stdout).toContain('time to settle: p50 1000 ms, p99 1000 ms');
  });

  it('exits with 1 where something is violated, and prints which order and what was found', () => {
    writeHistory(folder, aHistory());
    const again = { ...aHistory().ledger[0], intentId: 'pi_again', eventId: null };
    appendFileSync(join(folder, 'ledger.jsonl'), `${JSON.stringify(again)}\n`);

    const text = check(folder);
    const json = check(folder, '--json');

    expect([text.status, json.status]).toEqual([1, 1]);
    expect(text.stdout).toMatch(/^I3 +violated 1 .*\n +order-1: it was captured 2 times \(pi_0, pi_again\)$/m);
    expect(JSON.parse(json.stdout)).toMatchObject({ figures: { duplicateCharges: 1 } });
  });

  it('writes a page where one is asked for', () => {
    writeHistory(folder, aHistory());
    const page = join(folder, 'page.md');

    const { status } = check(folder, '--page', page);

    expect(status).toBe(0);
    const text = readFileSync(page, 'utf8');
    expect(text).toMatch(/^# A run of a clean one under faults$/m);
    expect(text).toMatch(/^\| kill-broker \| 1 \| 1 \| 10 \|$/m);
    expect(text).toMatch(/^\| I3 \| at most one captured charge .* \| holds \|$/m);
    expect(text).toMatch(/^\| time to settle, p50 and p99 \| 1\.0 s, 1\.0 s \|$/m);
  });

  it('exits with 2 where it can read no history, and says what is wrong', () => {
    const unreadable = check(folder);
    const unnamed = check();
    const mistyped = check(folder, '--jsn');

    expect(unreadable).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('run.json of') });
    expect(unnamed).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage: ') });
    expect(mistyped).toMatchObject({ status: 2, stderr: expect.stringContaining("'--jsn'") });
  });
});
