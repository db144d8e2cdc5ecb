import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

// The direction of imports. Check that the tool really reads the sources: fail when it reports fewer modules than there are files.

const FUNCTIONS = join(import.meta.dirname, 'functions');
/** Every folder that becomes a function. */
const names = readdirSync(FUNCTIONS).filter((name) => existsSync(join(FUNCTIONS, name, 'handler.ts')));
const stages = `^functions/(${names.join('|')})/`;
/** Those that make payments, hear of them or audit them share a room. */
const PAYERS = ['payment-processor', 'payment-canceller', 'payment-retrier', 'gateway-webhook', 'auditor'];
const SDKS = 'node_modules/(@aws-sdk|@smithy|kafkajs|@platformatic|@middy|stripe|@aws-lambda-powertools)';

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
      to: {
        path: '^(lib|operations|rules|lambda-local|local|console|cli|test|bench|proof|compare)/|node_modules/aws-cdk-lib',
      },
    },
    {
      name: 'functions-run-in-lambda',
      comment: 'What no handler reaches runs in no function: what only a command runs belongs into operations/.',
      severity: 'error',
      from: { path: '^functions/([^/]+/handler|runtime)\\.ts$' },
      to: { path: '^functions/', pathNot: '(/handler|/runtime|\\.d)\\.ts$', reachable: false },
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
      from: { path: '^functions/(platform|outbox)/' },
      to: { path: [stages, '^functions/payments/'] },
    },
    {
      name: 'effects-know-no-order',
      comment: 'What any consumer can begin and retry stands on the platform, and on the contract of its own row.',
      severity: 'error',
      from: { path: '^functions/effects/' },
      to: { path: '^functions/', pathNot: '^functions/(effects/|platform/|contracts/effect-row\\.ts$)' },
    },
    {
      name: 'payments-know-no-stage',
      comment: 'What the functions that make payments share stands on the contracts and the platform.',
      severity: 'error',
      from: { path: '^functions/payments/' },
      to: { path: '^functions/', pathNot: '^functions/(payments|contracts|platform)/' },
    },
    {
      name: 'payments-are-of-few',
      severity: 'error',
      from: { path: '^functions/', pathNot: `^functions/(payments|${PAYERS.join('|')})/` },
      to: { path: '^functions/payments/' },
    },
    {
      name: 'use-cases-are-pure',
      comment: 'Only handler.ts, adapters (<technology>-<port>.ts) and platform/ import SDKs.',
      severity: 'error',
      from: {
        path: '^functions/',
        pathNot: [
          '(/(outbox-)?handler|/(dynamo|kafka|lambda|secrets-manager|stripe)-[^/]+|^functions/platform/[^/]+)\\.ts$',
          '^functions/payments/wiring\\.ts$',
        ],
      },
      to: { path: SDKS },
    },
    {
      name: 'wiring-is-given-its-clients',
      comment: 'It puts adapters together; their clients, of which it knows the types, are made in a handler.',
      severity: 'error',
      from: { path: '^functions/payments/wiring\\.ts$' },
      to: { path: SDKS, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'infrastructure-knows-no-tools',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(rules|operations|lambda-local|local|console|cli|test|bench|proof|compare)/' },
    },
    {
      name: 'recipes-know-no-stage',
      comment: 'What every stage is made of, and the brokers, know none of the stages.',
      severity: 'error',
      from: { path: '^lib/(recipes|brokers)/' },
      to: { path: '^lib/(flow|stacks)/' },
    },
    {
      name: 'local-reads-the-template',
      comment:
        'The local run knows the wiring from the synthesised template, and the stages from their bundles, which it makes again.',
      severity: 'error',
      from: { path: '^local/' },
      to: {
        path: ['^(lib|rules|operations|cli|test|bench|proof|compare)/', stages, '^functions/payments/'],
        pathNot: '^lib/recipes/bundle\\.ts$',
      },
    },
    {
      name: 'lambda-local-knows-no-order',
      comment: 'The emulator of Lambda would run any app: of the platform it takes what makes kafkajs usable.',
      severity: 'error',
      from: { path: '^lambda-local/' },
      to: {
        path: '^(functions|operations|lib|rules|local|console|cli|test|bench|proof|compare)/',
        pathNot: '^functions/platform/kafkajs-repairs\\.ts$',
      },
    },
    {
      name: 'the-page-knows-only-the-contract',
      comment: 'What runs in a browser stands on what the console promises it.',
      severity: 'error',
      from: { path: '^console/page/src/' },
      to: { pathNot: '^console/(page/src|contract)/|node_modules/(preact|@preact/signals|uplot)/' },
    },
    {
      name: 'tools-know-no-tests',
      severity: 'error',
      from: { path: '^(cli|bin|rules|operations)/', pathNot: '^cli/(test|model)\\.ts$' },
      to: { path: '^test/' },
    },
    {
      name: 'only-its-commands-know-the-proof',
      comment: 'It plants bugs into what it loads: nothing that is deployed or run may reach it.',
      severity: 'error',
      from: { pathNot: '^(proof|compare|test)/|^cli/(prove|compare)' },
      to: { path: '^(proof|compare)/' },
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
