// The direction of imports. Check that the tool really reads the sources: fail when it reports fewer modules than there are files.
const stages =
  '^functions/(order-api|outbox-publisher|payment-processor|status-updater|reconciler|kafka-operator|payment-gateway-simulator)/';

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'stages-meet-only-in-contracts',
      severity: 'error',
      from: { path: stages },
      to: { path: stages, pathNot: '^functions/$1/' },
    },
    {
      name: 'functions-know-no-infrastructure',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(lib|rules|local|console|cli|test|bench)/|node_modules/aws-cdk-lib' },
    },
    {
      name: 'infrastructure-sees-only-promises',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^functions/', pathNot: '^functions/(contracts/|[^/]+/env\\.ts$)' },
    },
    {
      name: 'contracts-stand-alone',
      severity: 'error',
      from: { path: '^functions/contracts/' },
      to: { pathNot: '^functions/contracts/|node_modules/zod' },
    },
    {
      name: 'platform-knows-no-stage',
      severity: 'error',
      from: { path: '^functions/platform/' },
      to: { path: stages },
    },
    {
      name: 'use-cases-are-pure',
      comment: 'Only handler.ts, adapters (<technology>-<port>.ts) and platform/ import SDKs.',
      severity: 'error',
      from: {
        path: '^functions/',
        pathNot: '(/handler|/(dynamo|kafka|lambda|secrets-manager|stripe)-[^/]+|^functions/platform/[^/]+)\\.ts$',
      },
      to: { path: 'node_modules/(@aws-sdk|kafkajs|@middy|stripe|@aws-lambda-powertools)' },
    },
    {
      name: 'infrastructure-knows-no-tools',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(rules|local|console|cli|test|bench)/' },
    },
    {
      name: 'local-reads-the-template',
      comment:
        'The local run knows the wiring from the synthesised template, and the stages from their bundles, which it makes again.',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: ['^(lib|rules|cli|test|bench)/', stages], pathNot: '^lib/constructs/bundle\\.ts$' },
    },
    {
      name: 'tools-know-no-tests',
      severity: 'error',
      from: { path: '^(cli|bin|rules)/', pathNot: '^cli/test\\.ts$' },
      to: { path: '^test/' },
    },
    {
      name: 'the-entry-needs-no-package',
      comment: 'It runs before anything is installed.',
      severity: 'error',
      from: { path: '^bin/' },
      to: { pathNot: '^bin/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'functions-only-ship-dependencies',
      severity: 'error',
      from: { path: '^functions/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
