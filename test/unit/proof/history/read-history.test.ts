import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UnreadableHistory } from '../../../../proof/history/history.ts';
import { readHistory } from '../../../../proof/history/read-history.ts';
import { writeHistory } from '../../../../proof/history/write-history.ts';
import { aHistory } from '../checker/a-history.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeonce-history-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('a history on disk', () => {
  it('is read as it was written', () => {
    writeHistory(folder, aHistory());

    expect(readHistory(folder)).toEqual(aHistory());
  });

  it('of a system without what is optional has no such files, and is read without', () => {
    const { run, api, orders, topic, ledger } = aHistory();
    writeHistory(folder, { run, api, orders, topic, ledger });

    expect(readHistory(folder)).toEqual({ run, api, orders, topic, ledger });
  });
});

describe('a folder that is no history', () => {
  const reading = () => readHistory(folder);

  it('names the file and the line that is no JSON', () => {
    writeHistory(folder, aHistory());
    appendFileSync(join(folder, 'ledger.jsonl'), '{"intentId":\n');

    expect(reading).toThrow(UnreadableHistory);
    expect(reading).toThrow(/^ledger\.jsonl, line 7 is no JSON: /);
  });

  it('names the file, the line and the field that does not fit', () => {
    writeHistory(folder, aHistory());
    appendFileSync(join(folder, 'orders.jsonl'), '{"orderId":"order-7"}\n');

    expect(reading).toThrow(UnreadableHistory);
    expect(reading).toThrow(/^orders\.jsonl, line 7: .*expected string, received undefined.* → at tenant/);
  });

  it('names a file that every history has', () => {
    writeFileSync(join(folder, 'run.json'), JSON.stringify(aHistory().run));

    expect(reading).toThrow(/^api\.jsonl of .* can't be read: ENOENT/);
  });

  it('names a folder that is not there', () => {
    expect(() => readHistory(join(folder, 'nowhere'))).toThrow(/^There is no folder .*nowhere: name the folder/);
  });
});
