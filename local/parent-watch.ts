/**
 * Calls `shutdown` when the process that started this one is gone, however it went: nothing outlives a killed terminal,
 * npm or test. The system then gives this process another parent, which is the only sign that always comes.
 */
export function watchParent(shutdown: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    shutdown();
  }, 500);
  timer.unref();
}
