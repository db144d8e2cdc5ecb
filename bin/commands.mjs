/** `java`: the command starts the Java servers. `python`: the program from PyPI that it runs. `given`: arguments that come before the user's. */
export const COMMANDS = {
  start: { does: 'run the whole system on this machine', module: 'cli/start.ts', java: true },
  test: {
    does: 'run the tests, e.g. "test test/unit" for a part',
    module: 'cli/test.ts',
    java: true,
    python: 'emulator',
  },
  'test:watch': {
    does: 'run the tests that need no server, and again those that a change concerns',
    module: 'cli/test.ts',
    given: ['--watch', 'test/unit'],
  },
  'test:localstack': {
    does: 'deploy the flow to an AWS emulator (LocalStack-compatible) and test it there',
    module: 'cli/test.ts',
    given: ['test/integration/localstack'],
    java: true,
    python: 'emulator',
  },
  check: {
    does: 'types, lint, import direction, packages, secrets, dead code, sizes, rules of the templates',
    module: 'cli/check.ts',
    python: 'cfnLint',
  },
  load: { does: 'send orders to a running system and print the figures', module: 'cli/load.ts' },
  bench: { does: 'measure against the usual parts, or e.g. "bench kafka-losses"', module: 'cli/bench.ts', java: true },
  interop: {
    does: 'check against third-party software, e.g. "interop stripe", "interop openapi"',
    module: 'cli/interop.ts',
    java: true,
  },
  model: { does: 'search every state of the payment protocol, e.g. "model final"', module: 'cli/model.ts' },
  package: { does: 'pack what other projects import, for npm install', module: 'cli/package.ts' },
  token: { does: 'print a bearer token for the running system', module: 'cli/token.ts' },
  ops: { does: 'the operator\'s commands, e.g. "ops order <id>"', module: 'cli/ops.ts' },
  deploy: { does: 'deploy a stage into AWS, e.g. "deploy --stage dev"', module: 'cli/deploy.ts' },
  destroy: { does: 'delete a stage from AWS', module: 'cli/destroy.ts' },
  emulator: {
    does: 'start an AWS emulator and Kafka on this machine, to deploy a stage there',
    module: 'cli/emulator.ts',
    java: true,
    python: 'emulator',
  },
  smoke: { does: 'place an order and see that it is paid, here or in a stage', module: 'cli/smoke.ts' },
  cost: {
    does: 'what a stage costs a month in AWS, e.g. "cost --stage prod --orders-per-second 50"',
    module: 'cli/cost.ts',
  },
  synth: { does: 'write the CloudFormation templates of every stage', module: 'cli/synth.ts' },
  new: { does: 'write the skeleton of a consumer, an event or a function', module: 'cli/new.ts' },
  size: { does: 'print the sizes of the bundled functions', module: 'cli/size.ts' },
  sbom: { does: 'write the list of all packages in the deployed functions', module: 'cli/sbom.ts' },
};

/** What must be installed for the command with these arguments. */
export function needsOf(command, args) {
  const { java, python } = command;
  if (args.includes('--help') || args.includes('-h')) return {};
  if (command === COMMANDS.interop && args[0] === 'openapi') return { java, python: 'schemathesis' };
  if (command === COMMANDS.test && args.length > 0) return needsOfTests(args, { java, python });
  return { java, python };
}

/** A part of the tests may need no server. */
function needsOfTests(args, all) {
  const areIn = (folders) => args.every((arg) => new RegExp(`^(\\./)?test/(${folders})(/|$)`).test(arg));
  if (areIn('unit|infra|model|flow')) return {};
  return areIn('unit|infra|model|flow|ports|integration/app|integration/[^/]*\\.test\\.ts') ? { java: all.java } : all;
}

export function usage() {
  const lines = Object.entries(COMMANDS).map(([name, { does }]) => `  ${name.padEnd(17)}${does}`);
  return ['Usage: node bin/chargeonce.mjs <command> [arguments]', '', ...lines].join('\n');
}
