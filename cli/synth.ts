import { spawnSync } from 'node:child_process';
import { EXAMPLE_CLUSTER } from '../lib/chosen-stage.ts';
import { stages } from '../lib/stages.ts';
import { projectCommand } from './project-command.ts';

type Context = Readonly<Record<string, string>>;

/** What each synth is told, by the name of the folder that it fills. */
const SYNTHS: Readonly<Record<string, Context>> = {
  ...Object.fromEntries(Object.keys(stages).map((stage) => [stage, { stage }])),
  'dev-on-existing-cluster': { stage: 'dev', ...EXAMPLE_CLUSTER },
  emulator: { stage: 'emulator', endpoint: 'http://127.0.0.1:4566', brokers: '127.0.0.1:9092' },
};

/** Nobody's credentials, so that no look-up goes unnoticed. */
const ANONYMOUS = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

const known = Object.keys(SYNTHS).join(', ');
const { stage: only } = projectCommand('npm run synth --')
  .description(`Writes the CloudFormation templates, without credentials and look-ups, of ${known}.`)
  .option('--stage <name>', 'of this one alone')
  .parse()
  .opts<{ stage?: string }>();

const wanted = Object.entries(SYNTHS).filter(([name]) => only === undefined || name === only);
if (wanted.length === 0) {
  console.error(`There is no "${only}"; there are ${known}.`);
  process.exit(2);
}
const done = wanted.filter(([name, context]) => synthesises(name, context));
process.exitCode = done.length === wanted.length ? 0 : 1;

/** A warning counts as a failure. */
function synthesises(name: string, context: Context): boolean {
  const folder = `cdk.out/${name}`;
  const options = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const cdk = ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--strict', '--no-lookups', '--output', folder];
  const run = spawnSync(process.execPath, [...cdk, ...options], { encoding: 'utf8', env: ANONYMOUS });
  console.log(`${run.status === 0 ? 'ok    ' : 'failed'} ${name.padEnd(24)} ${folder}`);
  if (run.status !== 0) console.error([run.stdout, run.stderr].join('\n').trim());
  return run.status === 0;
}
