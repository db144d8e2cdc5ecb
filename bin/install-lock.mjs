import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { inProject } from './project.mjs';
import { StopWithOneLine } from './stop-with-one-line.mjs';

/** A folder that holds one file, named after the pid of its owner. Without a file it is free. */
const LOCK = inProject('.local/install.lock');

/** Runs the installation while no other copy does; a lock whose owner is gone is nobody's. */
export async function withInstallLock(run) {
  await acquire();
  try {
    await run();
  } finally {
    rmSync(`${LOCK}/${process.pid}`);
  }
}

async function acquire() {
  for (let told = false; !takeFree(); told = true) {
    const owner = removeDeadOwner();
    if (owner && !told) console.error(`Waiting for the installation by process ${owner} (lock: ${LOCK})`);
    await delay(owner ? 200 : 0);
  }
}

/** Renaming onto a folder succeeds only while that is absent or empty: of many, one gets the lock. */
function takeFree() {
  const mine = newFolder();
  writeFileSync(`${mine}/${process.pid}`, '');
  try {
    renameSync(mine, LOCK);
    return true;
  } catch (error) {
    rmSync(mine, { recursive: true });
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    return false;
  }
}

function newFolder() {
  try {
    mkdirSync(inProject('.local'), { recursive: true });
    return mkdtempSync(`${LOCK}-`);
  } catch (error) {
    throw new StopWithOneLine(`Nothing can be installed in ${inProject('')}: ${error.message}`);
  }
}

/** Returns the owner while it lives. */
function removeDeadOwner() {
  const [owner] = readdirSync(LOCK);
  if (owner === undefined || isAlive(Number(owner))) return owner;
  rmSync(`${LOCK}/${owner}`, { force: true });
  return undefined;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}
