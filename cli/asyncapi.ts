import { mkdirSync, writeFileSync } from 'node:fs';
import { asyncApi, eventSchemas } from '../functions/order-api/event-descriptions.ts';
import { projectCommand } from './project-command.ts';

const FOLDER = 'docs/events';

const { write } = projectCommand('npm run asyncapi --')
  .description('Prints the description of all events on the topics: AsyncAPI 3.0, with JSON Schema for each version.')
  .option('--write', `renew ${FOLDER}: asyncapi.json, and a schema for each version of an event`, false)
  .parse()
  .opts<{ write: boolean }>();

if (write) renew();
else console.log(JSON.stringify(asyncApi(), null, 2));

function renew() {
  mkdirSync(FOLDER, { recursive: true });
  const files = [
    { file: `${FOLDER}/asyncapi.json`, content: asyncApi() },
    ...eventSchemas().map(({ type, value }) => ({ file: `${FOLDER}/${type}.json`, content: value })),
  ];
  for (const { file, content } of files) {
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
    console.log(file);
  }
}
