/** Lines that the host is about to write of failures that the engine shows by itself. */
const repeated: string[] = [];

/**
 * Has a failure stand once. The host of dynamic providers answers the engine with what `check`, `read` and `delete` throw,
 * and writes it to the console as well, which the engine then shows as a second line, of the stack.
 */
export function shownByTheEngine(failure: Error): void {
  if (repeated.length === 0) listen();
  repeated.push(`${failure}: ${failure.stack}`);
}

/** Takes the host's lines out of what is written to the console, until the last one has come. */
function listen(): void {
  const { error } = console;
  const filtered: typeof console.error = (...written) => {
    const index = repeated.indexOf(written[0]);
    if (index === -1 || written.length > 1) return error.apply(console, written);
    repeated.splice(index, 1);
    if (repeated.length === 0 && console.error === filtered) console.error = error;
  };
  console.error = filtered;
}
