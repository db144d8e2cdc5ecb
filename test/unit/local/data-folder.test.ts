import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openData, settingsOfRunning } from '../../../local/data-folder.ts';
import { readSettings, type Settings } from '../../../local/settings.ts';

let dataDir: string;
let settings: Settings;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'data-folder-'));
  settings = readSettings({ DATA_DIR: dataDir, API_PORT: '13000' });
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const kept = { fresh: false, inMemory: false };

describe('the data folder', () => {
  it.each([
    ['where there is no place for folders', () => '/proc/x/y', 'ENOENT'],
    ['behind a link that leads nowhere', () => linkedTo('/nowhere/at/all'), 'EEXIST'],
  ])('can not be %s', (_where, folder, code) => {
    const nowhere = { ...settings, dataDir: folder() };

    expect(() => openData({ settings: nowhere, ...kept })).toThrow(`can't be used (${code})`);
  });

  it('keeps what earlier runs have left', () => {
    openData({ settings, ...kept }).close();
    writeFileSync(join(dataDir, 'outputs.json'), 'kept');

    const data = openData({ settings, ...kept });

    expect(data.path).toBe(dataDir);
    data.close();
    expect(readFileSync(join(dataDir, 'outputs.json'), 'utf8')).toBe('kept');
  });

  it('loses with --fresh what a run has written, and nothing else', () => {
    openData({ settings, ...kept }).close();
    mkdirSync(join(dataDir, 'kafka'));
    for (const file of ['kafka/records', 'issuer.key', 'notes.txt']) writeFileSync(join(dataDir, file), '');

    openData({ settings, fresh: true, inMemory: false }).close();

    expect(readdirSync(dataDir).sort()).toEqual(['chargeonce.json', 'notes.txt']);
  });

  it.each([
    ['a checkout', ['.git', 'package.json']],
    ["somebody's logs", ['logs']],
    ["another program's data", ['outputs.json', 'thesis.tex']],
  ])('is refused, and left as it is, where it is %s', (_, names) => {
    for (const name of names) writeFileSync(join(dataDir, name), '');

    for (const fresh of [false, true])
      expect(() => openData({ settings, fresh, inMemory: false })).toThrow(
        `${dataDir} is not a data folder of chargeonce`,
      );
    expect(readdirSync(dataDir)).toEqual(names);
  });

  it('is known also where an older version has made it', () => {
    for (const name of ['outputs.json', 'issuer.key', 'logs']) writeFileSync(join(dataDir, name), '');

    openData({ settings, fresh: true, inMemory: false }).close();

    expect(readdirSync(dataDir)).toEqual(['chargeonce.json']);
  });

  it.each(['a file', 'below a file'])('is refused in words where it is %s', (where) => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    const wrong = where === 'a file' ? file : join(file, 'data');

    expect(() => openData({ settings: { ...settings, dataDir: wrong }, ...kept })).toThrow(
      `The data folder ${wrong} can't be used (ENOTDIR)`,
    );
  });

  it('is made where it is missing', () => {
    openData({ settings: { ...settings, dataDir: join(dataDir, 'deep/down') }, ...kept }).close();

    expect(existsSync(join(dataDir, 'deep/down'))).toBe(true);
  });

  it('lies elsewhere with --in-memory, and ends with the run', () => {
    const data = openData({ settings, fresh: false, inMemory: true });

    expect(data.path).not.toBe(dataDir);
    expect(existsSync(data.path)).toBe(true);
    data.close();
    expect(existsSync(data.path)).toBe(false);
  });

  it('belongs to one system at a time, also to begin it anew', () => {
    claimBy(process.ppid);
    writeFileSync(join(dataDir, 'issuer.key'), 'kept');

    for (const fresh of [false, true])
      expect(() => openData({ settings, fresh, inMemory: false })).toThrow(
        `Already running in ${dataDir} (process ${process.ppid}, http://127.0.0.1:13000).`,
      );
    expect(existsSync(join(dataDir, 'issuer.key'))).toBe(true);
  });

  it.each([
    ['has ended', () => claimBy(spawnSync('true').pid)],
    // As on a disk that was full.
    ['is not readable', () => writeFileSync(claim(), '{"po')],
    // As in a container, where numbers begin anew.
    ['had the number of this process', () => claimBy(process.pid)],
  ])('is free when its owner %s', (_, before) => {
    before();

    const data = openData({ settings, ...kept });

    expect(JSON.parse(readFileSync(claim(), 'utf8'))).toEqual({ ports: settings.ports, pid: process.pid });
    data.close();
    expect(JSON.parse(readFileSync(claim(), 'utf8'))).toEqual({ ports: settings.ports });
  });
});

describe('a command beside the system', () => {
  it('finds it by its folder alone', () => {
    claimBy(process.ppid);

    expect(settingsOfRunning({ CHARGEONCE_DATA_DIR: dataDir })).toEqual(settings);
    expect(settingsOfRunning({ DATA_DIR: dataDir, API_PORT: '13000', KAFKA_PORT: '' })).toEqual(settings);
  });

  it('refuses a port of another system', () => {
    claimBy(process.ppid);

    expect(() => settingsOfRunning({ DATA_DIR: dataDir, GATEWAY_PORT: '4002' })).toThrow(
      `GATEWAY_PORT=4002, but the system in ${dataDir} has 3002`,
    );
  });

  it.each([
    ['none has run', () => {}],
    ['it has ended', () => openData({ settings, ...kept }).close()],
    ['it was killed', () => claimBy(spawnSync('true').pid)],
  ])('names the folder where %s, and leaves nothing in it', (_, before) => {
    before();
    const files = readdirSync(dataDir);

    expect(() => settingsOfRunning({ DATA_DIR: dataDir })).toThrow(`No system runs in ${dataDir}. Start one with`);
    expect(readdirSync(dataDir)).toEqual(files);
  });
});

function linkedTo(target: string): string {
  const link = join(dataDir, 'link');
  symlinkSync(target, link);
  return link;
}

const claim = () => join(dataDir, 'chargeonce.json');
const claimBy = (pid: number) => writeFileSync(claim(), JSON.stringify({ ports: settings.ports, pid }));
