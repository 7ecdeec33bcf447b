import { printable } from "../api/printable.js";

/** An object that was made on the server but not finished: it is kept in the state, so that the next run finishes it. */
export class PartialCreateError extends Error {
  override readonly name = "PartialCreateError";

  constructor(
    readonly id: string,
    readonly state: object,
    cause: unknown,
  ) {
    super(oneLine(cause), { cause });
  }
}

/** An object that exists may not be taken over or overwritten: it is somebody else's, as far as anybody can tell. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
}

/** The message of anything that was thrown, on one line that may be printed. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return printable(message.replace(/\s*\n\s*/g, " ").trim());
}
