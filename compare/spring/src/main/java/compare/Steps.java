package compare;

/** Dies after the step that the request names, as a process does that is killed there: no hook runs, no buffer is flushed. */
record Steps(String last) {
  void done(String step) {
    if (step.equals(last)) Runtime.getRuntime().halt(137);
  }
}
