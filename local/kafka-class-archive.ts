import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CLASS_ARCHIVE, startKafkaBroker } from './kafka-broker.ts';
import { freePort, memoryFolder } from './ports-and-folders.ts';

// Starts a broker once and lets Java write down, as it ends, the classes that it loaded.
const folder = memoryFolder();
const unfinished = `${CLASS_ARCHIVE}.unfinished`;
const broker = await startKafkaBroker({
  dataDir: join(folder, 'data'),
  logFile: join(folder, 'kafka.log'),
  port: await freePort(),
  controllerPort: await freePort(),
  archiveClassesTo: unfinished,
});
await broker.stop(60_000);
renameSync(unfinished, CLASS_ARCHIVE);
rmSync(folder, { recursive: true });
