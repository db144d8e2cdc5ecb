import { rmSync } from 'node:fs';
import { appOfContext } from '../lib/app-of-context.ts';
import { EXAMPLE_CLUSTER } from '../lib/chosen-stage.ts';
import { stages } from '../lib/stages.ts';
import { projectCommand } from './project-command.ts';

type Context = Readonly<Record<string, string>>;

/** The context of each synth, by the name of the folder that it fills. */
const SYNTHS: Readonly<Record<string, Context>> = {
  ...Object.fromEntries(Object.keys(stages).map((stage) => [stage, { stage }])),
  'dev-on-existing-cluster': { stage: 'dev', ...EXAMPLE_CLUSTER },
  emulator: { stage: 'emulator', endpoint: 'http://127.0.0.1:4566', brokers: '127.0.0.1:9092' },
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

/** As the CDK does without look-ups, and strictly: a warning counts as a failure. */
function synthesises(name: string, context: Context): boolean {
  const outdir = `cdk.out/${name}`;
  const problems = problemsOf(outdir, context);
  console.log(`${problems.length === 0 ? 'ok    ' : 'failed'} ${name.padEnd(24)} ${outdir}`);
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

function problemsOf(outdir: string, context: Context): readonly string[] {
  rmSync(outdir, { recursive: true, force: true });
  try {
    const { stacksRecursively, manifest } = appOfContext({ outdir, context }).synth();
    return [
      ...stacksRecursively.flatMap(({ messages }) =>
        messages.map(({ level, id, entry }) => `${level} at ${id}: ${JSON.stringify(entry.data)}`),
      ),
      ...(manifest.missing ?? []).map(({ key }) => `needs a look-up: ${key}`),
    ];
  } catch (error) {
    return [String(error)];
  }
}
