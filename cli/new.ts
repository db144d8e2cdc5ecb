import { Option } from 'commander';
import { EVENTS, type EventName } from '../functions/contracts/events.ts';
import { consumerSkeleton } from './new/consumer-skeleton.ts';
import { eventSkeleton, wireNames } from './new/event-skeleton.ts';
import { functionSkeleton } from './new/function-skeleton.ts';
import { casesOf, type Name, readActionName, readEventName, readFunctionName } from './new/names.ts';
import { type Skeleton, writeSkeleton } from './new/skeleton.ts';
import { projectCommand, wholeNumberUpTo } from './project-command.ts';

const command = projectCommand('npm run new --').description(
  'Writes the skeleton of a part, with its test, its rights in docs/rights.md and its costs. All checks pass with it.',
);

command
  .command('consumer')
  .description('A consumer of an event of the flow: it reads each event and reports it.')
  .argument('<name>', 'in kebab-case, such as stock-reserver', readFunctionName)
  .addOption(new Option('--event <event>', 'what it reads').choices(Object.keys(EVENTS)).makeOptionMandatory())
  .option(
    '--action <action>',
    'what its use case is called, such as reserve-stock (default: run-<name>)',
    readActionName,
  )
  .action((name: Name, { event, action = casesOf(`run-${name.kebab}`) }: { event: EventName; action?: Name }) =>
    write(
      () => consumerSkeleton({ name, action, event }),
      [
        `Write what it does into functions/${name.kebab}/${action.kebab}.ts, and what the user loses without it into`,
        `lib/flow/${name.kebab}.ts (impact). Then: npm test -- test/unit/${name.kebab} test/infra`,
      ],
    ),
  );

command
  .command('event')
  .description('An event of an order: its contract, its topic and a sample for tests.')
  .argument('<name>', 'in kebab-case, in the past tense, such as order-dispatched', readEventName)
  .addHelpText(
    'after',
    '\nThe first word, in the plural, is the domain: order-dispatched is published on orders.order-dispatched.v1, as\n' +
      'chargeonce.order.dispatched.v1, with the time dispatchedAt.',
  )
  .action((name: Name) =>
    write(
      () => eventSkeleton(name),
      [
        `It is published on ${wireNames(name).topic}, which can't be changed once it is deployed: it is in functions/contracts/${name.kebab}.ts.`,
        `Write its fields into functions/contracts/${name.kebab}.ts and test/doubles/${name.kebab}-builders.ts. Then:`,
        `npm run new -- consumer <name> --event ${name.camel}, and publish it (docs/recipes.md, "Add an event")`,
      ],
    ),
  );

command
  .command('function')
  .description('A function that a schedule runs.')
  .argument('<name>', 'in kebab-case, such as price-importer', readFunctionName)
  // A run that could not begin is dropped before the next, and Lambda keeps one for six hours at most.
  .requiredOption('--every <minutes>', 'how often it runs, up to 360', wholeNumberUpTo(360))
  .action((name: Name, { every }: { every: number }) =>
    write(
      () => functionSkeleton({ name, everyMinutes: every }),
      [
        `Write what it does into functions/${name.kebab}, and its rights into lib/flow/${name.kebab}.ts. Then:`,
        `npm test -- test/unit/${name.kebab} test/infra`,
      ],
    ),
  );

command.parse();

function write(skeleton: () => Skeleton, next: readonly string[]) {
  try {
    const files = writeSkeleton(skeleton());
    console.log(['Written:', ...files.map((file) => `  ${file}`), '', ...next].join('\n'));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
