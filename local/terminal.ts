import { INSPECT_PORT } from './local-functions.ts';
import type { OrderStep } from './order-progress.ts';
import type { Settings } from './settings.ts';

/** What a run shows: calm lines for a person, JSON for a machine. */
export interface Terminal {
  info(message: string): void;
  step(step: OrderStep): void;
  ready(info: ReadyInfo): void;
  failed(message: string): void;
}

export interface ReadyInfo {
  readonly settings: Settings;
  readonly pids: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** The function that a debugger may attach to. */
  readonly inspect?: string | undefined;
}

interface TerminalOptions {
  /** Prints no orders. */
  readonly quiet: boolean;
  readonly write?: (line: string) => void;
}

const toStdout = (line: string) => process.stdout.write(`${line}\n`);
const clock = () => new Date().toTimeString().slice(0, 8);

export const jsonTerminal = ({ quiet, write = toStdout }: TerminalOptions): Terminal => ({
  info: (message) => write(JSON.stringify({ info: message })),
  step: (step) => quiet || write(JSON.stringify(step)),
  ready: ({ settings: { ports, dataDir }, pids }) => write(JSON.stringify({ ready: { ports, dataDir, pids } })),
  failed: (message) => write(JSON.stringify({ failed: message })),
});

export const personTerminal = ({ quiet, write = toStdout }: TerminalOptions): Terminal => ({
  info: (message) => write(`${clock()}  ${message}`),
  step: ({ orderId, step, detail, after }) =>
    quiet || write(`${clock()}  ${orderId}  ${step.padEnd(10)} ${detail}${after > 0 ? `  (${after} ms)` : ''}`),
  ready: (info) => write(readyBlock(info)),
  failed: (message) => process.stderr.write(`${message}\n`),
});

const readyBlock = ({ settings: { ports, dataDir, brokers, dynamodb }, seconds, inspect }: ReadyInfo) => `
chargeonce is ready (${seconds.toFixed(1)} s)

  API             http://127.0.0.1:${ports.API_PORT}      (OpenAPI: /openapi.json)
  Console         http://127.0.0.1:${ports.CONSOLE_PORT}      (watch orders flow, break things on purpose, repair them)
  Gateway         http://127.0.0.1:${ports.GATEWAY_PORT}      (the simulator; its ledger: GET /v1/payment_intents)
  Kafka           ${brokers}             (one broker, so one copy of each partition instead of three)
  DynamoDB Local  ${dynamodb.endpoint}
  Data, logs      ${dataDir}${inspect === undefined ? '' : `\n  Debugger        127.0.0.1:${INSPECT_PORT}             (${inspect})`}

Place an order:

  curl -s http://127.0.0.1:${ports.API_PORT}/orders -H 'content-type: application/json' -H 'idempotency-key: demo-1' \\
    -d '{"customerId":"c-1","currency":"EUR","paymentMethod":"pm_card_visa","lines":[{"sku":"book","quantity":2,"unitAmount":1250}]}'

Look at it (the id is in the answer): curl -s http://127.0.0.1:${ports.API_PORT}/orders/<orderId>
Or from end to end, with its record in Kafka and its charge: npm run ops -- order <orderId>
Then: send the same again, or another body under the same key; try paymentMethod pm_card_chargeDeclined or
pm_timeout_after_charge; kill -9 the broker or this process and start again. Ctrl-C ends everything.
`;
