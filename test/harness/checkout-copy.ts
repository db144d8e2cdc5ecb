import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = resolve(import.meta.dirname, '../..');

/** A copy of what runs, to be edited; what is installed is shared. */
export function copyCheckout() {
  const root = mkdtempSync(join(tmpdir(), 'chargeonce-copy-'));
  for (const part of [
    'bin',
    'functions',
    'operations',
    'lib',
    'lambda-local',
    'local',
    'console',
    'cli',
    'cdk.json',
    'package.json',
    'tsconfig.json',
  ])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  mkdirSync(join(root, '.local'));
  for (const part of ['node_modules', '.local/kafka']) symlinkSync(join(ROOT, part), join(root, part));
  return {
    root,
    /** Replaces a text in a file, which must hold it. */
    edit(file: string, before: string, after: string) {
      const content = readFileSync(join(root, file), 'utf8');
      if (!content.includes(before)) throw new Error(`${file} holds no ${before}`);
      writeFileSync(join(root, file), content.replace(before, after));
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}

/** The shell programs by which the stand-ins are written; nothing else of the machine is on the copy's PATH. */
const SHELL = ['sh', 'mkdir', 'sleep', 'cat'];

/** A fresh copy of the entry, in which nothing is installed and every program on the PATH is the test's own. */
export function copyEntry() {
  const folder = mkdtempSync(join(tmpdir(), 'chargeonce-entry-'));
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (const part of ['bin', 'local/kafka', 'local/emulator', 'local/settings.ts', 'rules/cfn-lint'])
    cpSync(part, join(folder, part), { recursive: true });
  write('package-lock.json', '{"packages":{}}');
  for (const program of SHELL) linkProgram(join(folder, 'path'), program);
  return {
    folder,
    write,
    /** Puts a program on the PATH. */
    program(name: string, script: string) {
      write(`path/${name}`, `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, 'path', name), 0o755);
    },
    run: (...args: string[]) => run(folder, args),
    start: (...args: string[]) => start(folder, args),
  };
}

/** Puts a program of the machine on a copy's PATH. */
export function linkProgram(path: string, program: string): void {
  mkdirSync(path, { recursive: true });
  symlinkSync(join('/bin', program), join(path, program));
}

const start = (folder: string, args: readonly string[]) =>
  spawn(process.execPath, [join(folder, 'bin/chargeonce.mjs'), ...args], { env: { PATH: join(folder, 'path') } });

async function run(folder: string, args: readonly string[]) {
  const entry = start(folder, args);
  const exit = once(entry, 'exit');
  const [stdout, stderr] = await Promise.all([text(entry.stdout), text(entry.stderr)]);
  const [code]: unknown[] = await exit;
  return { code, stdout, stderr };
}
