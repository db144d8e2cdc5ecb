import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../settings.ts';
import type { EndFault, Fault, Strike } from './fault-switches.ts';

interface AcknowledgementFaultsDeps {
  readonly settings: Pick<Settings, 'brokers' | 'dataDir'>;
  /** Starts these functions anew with more variables, until the answer is called. */
  readonly surround: (names: readonly string[], variables: Readonly<Record<string, string>>) => EndFault;
}

const PRELOAD = new URL('dropped-acknowledgements.mjs', import.meta.url);
const COUNTED_EACH_MS = 500;

/** What happens between the broker and a publisher. */
export const acknowledgementFaults = ({ settings, surround }: AcknowledgementFaultsDeps): readonly Fault[] => [
  {
    ...DROPPED_ACKNOWLEDGEMENTS,
    begin(value, strike) {
      const file = join(settings.dataDir, 'dropped-acknowledgements');
      const stopCounting = countBytes(file, strike);
      const restore = surround(['order-publisher', 'payment-publisher'], {
        NODE_OPTIONS: `--import ${PRELOAD.href}`,
        KAFKA_PORTS: settings.brokers.replaceAll(/[^,]*:/g, ''),
        DROPPED_PERCENT: String(value),
        DROPPED_FILE: file,
      });
      return () => {
        restore();
        stopCounting();
      };
    },
  },
];

/** The processes that do it write a byte for each time. */
function countBytes(file: string, strike: Strike): () => void {
  writeFileSync(file, '');
  let counted = 0;
  const count = () => {
    const { size } = statSync(file);
    for (; counted < size; counted += 1) strike();
  };
  const timer = setInterval(count, COUNTED_EACH_MS);
  return () => {
    clearInterval(timer);
    count();
  };
}

const DROPPED_ACKNOWLEDGEMENTS = {
  id: 'drop-acknowledgements',
  title: 'Acknowledgements dropped',
  does: 'Cuts the connection of a publisher when the broker has written its events, before it learns so.',
  watch: 'The events are sent again: the topic holds copies, and each order is charged once.',
  seconds: 30,
  value: { name: 'Share', unit: '%', default: 50, highest: 100 },
};
