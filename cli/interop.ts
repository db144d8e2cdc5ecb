import { reportFailure } from './aws/report-failure.ts';
import { compareReaders } from './interop/compare-readers.ts';
import { compareWriters } from './interop/compare-writers.ts';
import { type OrderApiRun, tryOrderApi } from './interop/schemathesis.ts';
import { compareWithStripe } from './interop/stripe.ts';
import { STRIPE_MOCK } from './interop/stripe-mock.ts';
import { projectCommand, wholeNumber } from './project-command.ts';

const report = (line: string) => console.error(line);

const program = projectCommand('npm run interop --')
  .description('Checks what this system sends, answers and simulates against third-party software.')
  .addHelpText('after', '\nExit code 1 where anything does not agree, 2 where it could not be tried.');

program
  .command('stripe')
  .summary("compare with Stripe's own server for tests and its OpenAPI document; needs Go")
  .description(
    'Sends every kind of request of the payment adapter to stripe-mock, which refuses what Stripe would refuse, and ' +
      'compares all that the payment gateway simulator answers with the OpenAPI document of Stripe. ' +
      `stripe-mock ${STRIPE_MOCK.version} is fetched and built with Go 1.22 or newer at first use, into .local/interop.`,
  )
  .action(async () => concluded(await compareWithStripe(report)));

program
  .command('openapi')
  .summary("send Schemathesis's requests to the order API, made of the API's own description")
  .description(
    'Starts the system in memory and sends it requests that Schemathesis makes of the description that the order API ' +
      'serves: examples, limits, random ones that fit and that do not, and chains of them. Every answer must be one that ' +
      'the description lists. It takes about 20 minutes on 2 free cores; Ctrl-C ends it.',
  )
  .option('--cases <number>', 'about how many requests to send', wholeNumber, 22_000)
  .option('--seed <number>', 'where the random choices begin', wholeNumber, 1)
  .option('--running', 'use the system that runs, and leave orders in it', false)
  .action(async (run: OrderApiRun) => concluded(await tryOrderApi(run, report)));

program
  .command('readers')
  .summary('let librdkafka, Java, Spring, Kafka Connect and CloudEvents SDKs read what is published')
  .description(
    'Starts the system in memory, places orders, and reads the topics with software that knows nothing of this project: ' +
      "Python (confluent-kafka and CloudEvents' SDK), Java (Kafka's client and CloudEvents' deserialiser), Spring Cloud " +
      'Stream, a Kafka Connect worker that writes files, and kcat, where it is installed. Every event must be where its ' +
      'receipt says, with its key, its attributes and its data; of files the data alone is compared. What it needs comes ' +
      'from PyPI and Maven at first use, into .local/interop.',
  )
  .action(async () => concluded(await compareReaders(report)));

program
  .command('writers')
  .summary('charge orders that librdkafka, Java, Spring, CloudEvents SDKs and Debezium write')
  .description(
    'Starts the system in memory, and has software that knows nothing of this project write orders of its own to the ' +
      "topic: Python (confluent-kafka, with each compression, and CloudEvents' SDK), Java (CloudEvents' serialiser), Spring " +
      "Cloud Stream, Debezium's outbox event router with the converters of Kafka Connect, and Debezium before a MariaDB, " +
      'where one is installed. Each order is written twice, ' +
      'and must be charged once; one under an unfit id must be in quarantine, where Spring reads why. What it needs comes ' +
      'from PyPI and Maven at first use, into .local/interop.',
  )
  .action(async () => concluded(await compareWriters(report)));

try {
  await program.parseAsync();
} catch (error) {
  reportFailure(error);
}

function concluded(agrees: boolean) {
  process.exitCode = agrees ? 0 : 1;
}
