// Checks what this machine lacks. Needs no package, installs nothing, and changes nothing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { packagesAreInstalled } from './install.mjs';
import { KAFKA_JARS, PYTHON_TOOLS } from './jars-and-tools.mjs';
import { clockCheck, folderChecks, openFilesChecks, portChecks } from './machine.mjs';
import { PREREQUISITES } from './prerequisites.mjs';
import { inProject, StopWithOneLine } from './project.mjs';

const HELP = `Usage: chargeonce doctor [options]

Checks what the project needs on this machine: programs and their versions, packages, ports, data folder, disk, clock.
It installs and changes nothing.

Options:
  --stage <name>    also the credentials for AWS, and whether this stage is deployed
  --profile <name>  a profile of the AWS configuration
  --region <name>   another region than the stage's
  --json            print JSON
  -h, --help        display help for command

Exit codes: 0 nothing fails (a warning is no failure); 1 something fails; 2 wrong options.
Environment: the ports (API_PORT and so on) and CHARGEONCE_DATA_DIR of chargeonce start.

Examples:
  chargeonce doctor
  chargeonce doctor --stage dev --profile work
  chargeonce doctor --json
`;

const TEXT = { type: 'string' };
const FLAG = { type: 'boolean', default: false };
const OPTIONS = { stage: TEXT, profile: TEXT, region: TEXT, json: FLAG, help: { ...FLAG, short: 'h' } };

/** Prints each check and what to do; the exit code is 1 where one fails. */
export async function doctor(args) {
  const { help, json, ...aws } = readOptions(args);
  if (help) return process.stdout.write(HELP);
  const checks = [
    ...programChecks(),
    ...installedChecks(),
    ...(await portChecks(process.env)),
    ...folderChecks(process.env),
    ...openFilesChecks(),
    clockCheck(),
    ...(aws.stage === undefined ? [] : stageChecks(aws)),
  ];
  const ok = checks.every(({ outcome }) => outcome !== 'fail');
  process.exitCode = ok ? 0 : 1;
  console.log(json ? JSON.stringify({ ok, checks }) : [...checks.map(line), verdict(checks)].join('\n'));
}

function readOptions(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new StopWithOneLine(`${error.message}\nWhat it takes: chargeonce doctor --help`, 2);
  }
}

/** Only some commands need Python, and Maven is needed once. */
function programChecks() {
  const hasTools = PYTHON_TOOLS.emulator.isThere() && PYTHON_TOOLS.cfnLint.isThere();
  return [
    program('Node', PREREQUISITES.node),
    program('npm', PREREQUISITES.npm),
    program('Java', PREREQUISITES.java),
    program('Maven', PREREQUISITES.maven, KAFKA_JARS.isThere() ? 'ok' : 'fail'),
    program('Python', PREREQUISITES.python, hasTools ? 'ok' : 'warn'),
    program('git', PREREQUISITES.git, 'warn'),
  ];
}

function program(what, { needs, find, debian, mac }, otherwise = 'fail') {
  const { found, isEnough } = find();
  if (isEnough) return { what, outcome: 'ok', found };
  if (otherwise === 'ok') return { what, outcome: 'ok', found: `${found}, and not needed any more` };
  return { what, outcome: otherwise, found: `${found}, wanted ${needs}`, todo: `${debian} | ${mac}` };
}

/** A command installs what it needs: what is missing is no failure. */
function installedChecks() {
  return [
    { what: 'packages', isThere: packagesAreInstalled, todo: 'npm ci' },
    { ...KAFKA_JARS, what: 'Kafka', todo: 'chargeonce start' },
  ].map(({ what, isThere, todo }) =>
    isThere()
      ? { what, outcome: 'ok', found: 'as the project wants it' }
      : { what, outcome: 'warn', found: 'missing, or of another version', todo: `${todo} installs it` },
  );
}

/** Asked by a process of its own: AWS is asked with packages, under the project's Node. */
function stageChecks(options) {
  const node = inProject('node_modules/.bin/node');
  const program = existsSync(node) ? node : process.execPath;
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const { stdout } = spawnSync(program, [inProject('cli/stage-checks.ts'), ...args], { encoding: 'utf8' });
  try {
    return JSON.parse(stdout);
  } catch {
    return [{ what: 'AWS', outcome: 'fail', found: 'could not be asked', todo: 'npm ci, then try again' }];
  }
}

/** 31 red, 32 green, 33 yellow. */
const MARKS = { ok: ['ok  ', 32], warn: ['warn', 33], fail: ['FAIL', 31] };

function line({ what, outcome, found, todo }) {
  const [mark, colour] = MARKS[outcome];
  const painted = process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[${colour}m${mark}\x1b[39m` : mark;
  const next = todo === undefined ? '' : `\n${' '.repeat(30)}-> ${todo}`;
  return `${painted}  ${what.padEnd(22)}  ${found}${next}`;
}

function verdict(checks) {
  const count = (outcome) => checks.filter((check) => check.outcome === outcome).length;
  const [failed, warnings] = [count('fail'), count('warn')];
  if (failed + warnings === 0) return 'All is well.';
  return `${failed} failed, ${warnings} to look at: what to do is beside each.`;
}
