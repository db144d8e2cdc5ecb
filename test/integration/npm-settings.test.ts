import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeonce-npm-'));
  mkdirSync(join(folder, 'package'));
  write('package/package.json', {
    name: 'curious',
    version: '1.0.0',
    scripts: { postinstall: "node -e \"fs.writeFileSync(process.env.INIT_CWD + '/ran', '')\"" },
  });
  npm('pack', './package');
  write('package.json', { name: 'project', version: '1.0.0', dependencies: { curious: 'file:curious-1.0.0.tgz' } });
});

afterEach(() => rmSync(folder, { recursive: true }));

const write = (file: string, content: object) => writeFileSync(join(folder, file), JSON.stringify(content));
const npm = (...args: string[]) => spawnSync('npm', [...args, '--offline'], { cwd: folder, encoding: 'utf8' });
const installed = () => existsSync(join(folder, 'node_modules/curious'));
const ran = () => existsSync(join(folder, 'ran'));

describe('npm with the settings of the project', () => {
  it('installs a package without running its install script', () => {
    cpSync('.npmrc', join(folder, '.npmrc'));
    npm('install');

    expect({ installed: installed(), ran: ran() }).toEqual({ installed: true, ran: false });
  });

  it('would run a script that is asked for, so that the test above can fail', () => {
    npm('install', '--no-ignore-scripts');
    npm('rebuild', '--no-ignore-scripts', '--dangerously-allow-all-scripts');

    expect(ran()).toBe(true);
  });
});
