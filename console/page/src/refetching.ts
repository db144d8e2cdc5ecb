interface RefetchingDeps {
  readonly load: () => Promise<void>;
  /** Nothing is fetched for a page that nobody sees. */
  readonly isHidden: () => boolean;
  /** Milliseconds between two loads at least, and at most where nothing was noticed. */
  readonly atLeast: number;
  readonly atMost: number;
}

/** Loads at once, then after each notice and from time to time: one load at a time, never too often. */
export function startRefetching({ load, isHidden, atLeast, atMost }: RefetchingDeps) {
  let isNoticed = true;
  let isLoading = false;
  let waited = atLeast;

  const tick = async () => {
    waited += atLeast;
    if (isLoading || isHidden() || !(isNoticed || waited > atMost)) return;
    isNoticed = false;
    isLoading = true;
    waited = 0;
    await load();
    isLoading = false;
  };
  const timer = setInterval(() => void tick(), atLeast);
  void tick();
  return {
    notice: () => {
      isNoticed = true;
    },
    stop: () => clearInterval(timer),
  };
}
