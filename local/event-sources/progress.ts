/** Follows which of the records read so far are done, in whatever order parallel lanes finish them. */
export function trackProgress() {
  const open: string[] = [];
  const done = new Set<string>();
  return {
    read: (sequenceNumber: string) => void open.push(sequenceNumber),
    /** The sequence number up to which everything is done now, if that has moved. */
    finish(sequenceNumbers: readonly string[]): string | undefined {
      for (const sequenceNumber of sequenceNumbers) done.add(sequenceNumber);
      const firstOpen = open.findIndex((sequenceNumber) => !done.has(sequenceNumber));
      const finished = open.splice(0, firstOpen < 0 ? open.length : firstOpen);
      for (const sequenceNumber of finished) done.delete(sequenceNumber);
      return finished.at(-1);
    },
    unfinished: () => open.length,
  };
}
