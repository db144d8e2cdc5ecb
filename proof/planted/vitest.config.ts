import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import * as z from 'zod/mini';
import { bugNamed } from './all-bugs.ts';
import { type PlantedBug, withEdits } from './planted-bug.ts';
import { CONTROL, PlantedRun } from './planted-run.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const { bugs, controls, dynamodbEndpoint } = z.parse(PlantedRun, JSON.parse(process.env['PLANTED_RUN'] ?? '{}'));

/** What these tests load has the bug, and nothing on the disk does. */
const planting = ({ name, edits }: PlantedBug): Plugin => ({
  name: `planted: ${name}`,
  enforce: 'pre',
  transform(code, id) {
    const file = relative(PROJECT, id.split('?')[0] ?? '');
    const own = edits.filter((edit) => edit.file === file);
    return own.length === 0 ? undefined : withEdits(code, own);
  },
});

const projectOf = (name: string, file: string, plugins: Plugin[]) => ({
  root: PROJECT,
  plugins,
  test: { name, include: [file], provide: { dynamodbEndpoint, kafkaBrokers: '' }, testTimeout: 120_000, retry: 0 },
});

// A project for each bug, so that one start of Vitest does for all of them.
export default defineConfig({
  root: PROJECT,
  test: {
    maxWorkers: 2,
    projects: [
      ...controls.map((file) => projectOf(`${CONTROL}${file}`, file, [])),
      ...bugs.map((name) => {
        const bug = bugNamed(name);
        if (bug.caughtBy.layer === 'simulation') throw new Error(`${name} is for the simulation`);
        return projectOf(name, bug.caughtBy.file, [planting(bug)]);
      }),
    ],
  },
});
