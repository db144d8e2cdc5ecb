import { pathToFileURL } from 'node:url';
import type { Answer, Invocation } from './protocol.ts';

/** One execution environment: loads a function and runs one invocation at a time, as it is told. */
const [file = '', name = ''] = process.argv.slice(2);

// Without its runner nobody would ever end it.
process.on('disconnect', () => process.exit());
// Ctrl-C in the terminal reaches everybody; the runner ends its workers in order.
process.on('SIGINT', () => {});

const answer = (message: Answer) => process.send?.(message);
const reasonOf = (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

try {
  const { handler } = await import(pathToFileURL(file).href);
  process.on('message', ({ id, event, deadline }: Invocation) => {
    const context = {
      awsRequestId: id,
      functionName: name,
      functionVersion: '$LATEST',
      memoryLimitInMB: '512',
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    };
    // What a handler returns goes to Lambda as JSON.
    Promise.resolve()
      .then(() => handler(event, context))
      .then((payload: unknown) => answer({ kind: 'returned', payload: JSON.parse(JSON.stringify(payload ?? null)) }))
      .catch((error: unknown) => answer({ kind: 'failed', error: reasonOf(error) }));
  });
  answer({ kind: 'ready' });
} catch (error) {
  answer({ kind: 'failed', error: `the function does not start: ${reasonOf(error)}` });
  process.disconnect();
}
