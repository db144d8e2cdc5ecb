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

describe('the installation by a command', () => {
  it.each([
    ['NODE_ENV=production', { NODE_ENV: 'production' }],
    ['npm_config_omit=dev', { npm_config_omit: 'dev' }],
    ['npm_config_production=true', { npm_config_production: 'true' }],
    ['npm_config_dry_run=true', { npm_config_dry_run: 'true' }],
    ['npm_config_package_lock_only=true', { npm_config_package_lock_only: 'true' }],
    ['npm_config_package_lock=false', { npm_config_package_lock: 'false' }],
    ['npm_config_location=global', { npm_config_location: 'global' }],
    ['npm_config_global=true', { npm_config_global: 'true' }],
    // In two parts, or it looks like a token of npm's.
    [
      'scripts allowed',
      { npm_config_ignore_scripts: 'false', ['npm_config_'.concat('dangerously_allow_all_scripts')]: 'true' },
    ],
  ])('is that of the lockfile, whatever the user has set: %s', (_, env) => {
    write('package.json', {
      name: 'project',
      version: '1.0.0',
      devDependencies: { curious: 'file:curious-1.0.0.tgz' },
    });
    npm('install', '--package-lock-only');
    cpSync('bin', join(folder, 'bin'), { recursive: true });
    mkdirSync(join(folder, 'cli'));
    writeFileSync(join(folder, 'cli/size.ts'), 'console.log("went on")');

    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/chargeonce.mjs'), 'size'], {
      env: { ...process.env, ...env, npm_config_offline: 'true' },
      encoding: 'utf8',
    });

    expect({ stdout, stderr, installed: installed(), ran: ran() }).toMatchObject({
      stdout: 'went on\n',
      installed: true,
      ran: false,
    });
  });

  it('says why it failed, also where npm shall be silent', () => {
    write('package.json', { name: 'project', version: '1.0.0', dependencies: { missing: '1.0.0' } });
    cpSync('bin', join(folder, 'bin'), { recursive: true });
    write('package-lock.json', { name: 'project', lockfileVersion: 3, packages: { 'node_modules/missing': {} } });

    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin/chargeonce.mjs'), 'size'], {
      env: { ...process.env, npm_config_offline: 'true', npm_config_loglevel: 'silent' },
      encoding: 'utf8',
    });

    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/npm error[\s\S]*npm failed/) });
  });
});

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
