import { setTimeout as delay } from 'node:timers/promises';

/** A machine that does much else takes longer for everything; only a failing test is slower for it. */
const BUSY_MACHINE = 6;

interface Deadline {
  /** Milliseconds on a quiet machine. */
  readonly within: number;
  /** What is waited for, as the failure will name it. */
  readonly what: string;
}

interface Answer<Value> {
  readonly value?: Value;
  readonly seen: string;
}

/** Asks until the condition gives a truthy value, and returns that; a condition that throws is asked again. */
export async function waitFor<Value>(condition: () => Promise<Value> | Value, { within, what }: Deadline) {
  const deadline = Date.now() + within * BUSY_MACHINE;
  for (;;) {
    const answer: Answer<Value> = await ask(condition);
    if (answer.value) return answer.value;
    if (Date.now() > deadline)
      throw new Error(`Waited ${within * BUSY_MACHINE} ms in vain for ${what}; last: ${answer.seen}`);
    await delay(20);
  }
}

async function ask<Value>(condition: () => Promise<Value> | Value): Promise<Answer<Value>> {
  try {
    const value = await condition();
    return { value, seen: JSON.stringify(value) };
  } catch (error) {
    return { seen: String(error) };
  }
}
