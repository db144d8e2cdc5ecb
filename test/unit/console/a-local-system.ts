import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localSystem, type System } from '../../../cli/ops/system.ts';
import { CONSUMERS, EVENTS } from '../../../functions/contracts/events.ts';
import { capitalized } from '../../../lib/brokers/kafka.ts';
import { outputsFile, readSettings } from '../../../local/settings.ts';

const PREFIX = 'chargeonce-dev';

/** The outputs of a run, whichever events and consumers there are. */
const outputs = {
  OrdersUrl: 'http://127.0.0.1:1',
  OrdersTable: 'Orders',
  PaymentDedupTable: 'PaymentDedup',
  GatewayUrl: 'http://127.0.0.1:1',
  ...Object.fromEntries(Object.entries(EVENTS).map(([id, { topic }]) => [`${capitalized(id)}Topic`, topic])),
  ...Object.fromEntries(
    Object.entries(CONSUMERS).map(([id, { name }]) => [`${capitalized(id)}Function`, `${PREFIX}-${name}`]),
  ),
  ...Object.fromEntries(
    ['KafkaOperator', 'PaymentRetrier', 'Reconciler'].map((id) => [`${id}Function`, `${PREFIX}-${id}`]),
  ),
};

/** A system of which nothing answers. */
export function aLocalSystem(): System {
  const dataDir = mkdtempSync(join(tmpdir(), 'chargeonce-nowhere-'));
  try {
    writeFileSync(outputsFile({ dataDir }), JSON.stringify(outputs));
    return localSystem(readSettings({ DATA_DIR: dataDir, DYNAMODB_PORT: '1', API_PORT: '2' }));
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}
