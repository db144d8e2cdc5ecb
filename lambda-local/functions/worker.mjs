// One execution environment: loads a function and runs one invocation at a time, as the runner asks it to.
// Plain JavaScript on purpose: stripping types would cost each of these processes 18 MB and 50 ms.
import { pathToFileURL } from 'node:url';

const [file, name] = process.argv.slice(2);

// Without its runner nobody would ever end it; and Ctrl-C in the terminal is the runner's to handle.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {});
// An orderly end writes the compile cache.
process.on('SIGTERM', () => process.exit());

/** @param {import('./invocation.ts').Answer} message */
const answer = (message) => process.send?.(message);

/** @param {unknown} error */
const reasonOf = (error) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** @param {import('./invocation.ts').Invocation} invocation */
const contextOf = ({ id, deadline }) => ({
  awsRequestId: id,
  functionName: name,
  functionVersion: '$LATEST',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

try {
  const { handler } = await import(pathToFileURL(file).href);
  process.on('message', async (invocation) => {
    try {
      const payload = await handler(invocation.event, contextOf(invocation));
      // Lambda carries what a handler returns as JSON.
      answer({ kind: 'returned', payload: JSON.parse(JSON.stringify(payload ?? null)) });
    } catch (error) {
      answer({ kind: 'failed', error: reasonOf(error) });
    }
  });
  answer({ kind: 'ready' });
} catch (error) {
  answer({ kind: 'failed', error: `the function does not start: ${reasonOf(error)}` });
  process.disconnect();
}
