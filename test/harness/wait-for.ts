import { setTimeout as delay } from 'node:timers/promises';

interface Patience {
  /** Milliseconds. */
  readonly within: number;
  /** What is waited for, as the failure will name it. */
  readonly what: string;
}

interface Answer<Value> {
  readonly value?: Value;
  readonly seen: string;
}

/** Asks until the condition gives a truthy value, and returns that; a condition that throws is asked again. */
export async function waitFor<Value>(condition: () => Promise<Value> | Value, { within, what }: Patience) {
  const deadline = Date.now() + within;
  for (;;) {
    const answer: Answer<Value> = await ask(condition);
    if (answer.value) return answer.value;
    if (Date.now() > deadline) throw new Error(`Waited ${within} ms in vain for ${what}; last: ${answer.seen}`);
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
