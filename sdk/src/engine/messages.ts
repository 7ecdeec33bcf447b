import { printable } from "../api/printable.js";
import type { CheckFailure } from "./check-failures.js";
import type { Definition } from "./definition.js";
import { oneLine, PartialCreateError } from "./errors.js";
import { inputsOf, separateUnknown } from "./properties.js";
import type { Run } from "./run.js";

type Properties = Record<string, any>;

/** Before each line of details: no other end of a line is printed as such. */
const indented = "\n    ";

/** An operation that failed, in one line that names the object. */
export class OperationError extends Error {
  /** Id and all that is stored of an object that was made and not finished. */
  readonly partial: { id: string; properties: Properties } | undefined;

  constructor(message: string, cause: unknown, inputs: Properties) {
    super(message, { cause });
    if (cause instanceof PartialCreateError) {
      this.partial = { id: cause.id, properties: { ...inputs, ...cause.state } };
    }
  }
}

/** What the objects of a kind have to say to the user. */
export class Messages {
  /**
   * @param run remembers what was said: steps of one operation may find the same
   * @param print shows a line
   */
  constructor(
    private readonly definition: Definition,
    private readonly run: Run,
    private readonly print: (line: string) => void,
  ) {}

  /** Tells something of an object, once in a run. */
  say(inputs: Properties, text: string): void {
    const line = `${this.subject(inputs)} ${text}`.split(indented).map(printable).join(indented);
    if (this.run.isNews(line)) this.print(line);
  }

  /** Tells something as it is. */
  tell(line: string): void {
    this.print(printable(line));
  }

  failure(inputs: Properties, cause: unknown): OperationError {
    const message = printable(`${this.subject(inputs)}: ${oneLine(cause)}`);
    return new OperationError(message, cause, inputsOf(this.definition, inputs));
  }

  /** An object that exists and may not be taken over. */
  refusal(inputs: Properties, reason: string): CheckFailure {
    return { reason: printable(`${this.subject(inputs)}: ${reason}`) };
  }

  /** The object in a sentence, with its place where that is not the stack's own. */
  subject(inputs: Properties): string {
    const { known } = separateUnknown(inputsOf(this.definition, inputs));
    const place = known.connection ? ` on "${String(known.connection)}"` : "";
    return `${this.definition.noun} "${this.definition.label(known)}"${place}`;
  }
}
