export const DEPLOY = {
  cost: {
    does: 'what a stage costs a month: "cost --stage prod --orders-per-second 50"',
    module: 'cli/cost.ts',
    examples: ['--stage prod --orders-per-second 50', '--compare'],
  },
  deploy: { does: 'deploy a stage into AWS: "deploy --stage dev"', module: 'cli/deploy.ts', examples: ['--stage dev'] },
  smoke: {
    does: 'place an order and see that it is paid, here or in a stage',
    module: 'cli/smoke.ts',
    examples: ['', '--stage dev'],
  },
  destroy: { does: 'delete a stage from AWS', module: 'cli/destroy.ts', examples: ['--stage dev'] },
  emulator: {
    does: 'start an AWS emulator and Kafka on this machine, to deploy a stage there',
    module: 'cli/emulator.ts',
    java: true,
    python: 'emulator',
    examples: [''],
  },
  synth: { does: 'write the CloudFormation templates of every stage', module: 'cli/synth.ts', examples: [''] },
};

export const DEVELOP = {
  test: { does: 'run the tests: "test test/unit" for a part', module: 'cli/test.ts', java: true, python: 'emulator' },
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
    examples: ['', "types 'dead code'"],
  },
  bench: {
    does: 'measure against the usual parts: "bench kafka-losses"',
    module: 'cli/bench.ts',
    java: true,
    examples: ['kafka-losses'],
  },
  interop: {
    does: 'check against third-party software: "interop stripe", "interop openapi"',
    module: 'cli/interop.ts',
    java: true,
    examples: ['stripe', 'openapi'],
  },
  model: {
    does: 'search every state of the payment protocol: "model final"',
    module: 'cli/model.ts',
    examples: ['final'],
  },
  prove: {
    does: 'prove the promises: model, simulation, planted bugs, faults on real processes',
    module: 'cli/prove.ts',
    java: true,
    examples: ['', 'simulation --lives 1000', "planted 'ack-if-claimed'"],
  },
  asyncapi: {
    does: 'describe the events on the topics: AsyncAPI 3.0 and JSON Schema',
    module: 'cli/asyncapi.ts',
    examples: ['', '--write'],
  },
  compare: {
    does: 'run the usual designs (Spring, MariaDB, Debezium) and this one under the same faults',
    module: 'cli/compare.ts',
    java: true,
    examples: ['', 'commit-then-send chargeonce --orders 100', '--orders 2000 --seed 7'],
  },
  package: { does: 'pack what other projects import, for npm install', module: 'cli/package.ts', examples: [''] },
  new: {
    does: 'write the skeleton of a consumer, an event or a function',
    module: 'cli/new.ts',
    examples: ['consumer invoice-mailer --event orderPlaced'],
  },
  size: { does: 'print the sizes of the bundled functions', module: 'cli/size.ts', examples: [''] },
  sbom: { does: 'write the list of all packages in the deployed functions', module: 'cli/sbom.ts', examples: [''] },
  completion: {
    does: 'print what completes commands in bash, zsh or fish',
    module: 'cli/completion.ts',
    examples: ['bash', 'zsh', 'fish'],
  },
};
