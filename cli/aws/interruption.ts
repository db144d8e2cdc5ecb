interface Interruption extends Disposable {
  /** Aborted by the first Ctrl-C; a second one ends the process. */
  readonly signal: AbortSignal;
}

/** Hears Ctrl-C from now until it is disposed of, so that a command can end in order and say what is so. */
export function hearInterruption(): Interruption {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  return { signal: interrupted.signal, [Symbol.dispose]: () => process.off('SIGINT', interrupt) };
}
