import { isDeepStrictEqual } from "node:util";
import type { dynamic } from "@pulumi/pulumi";
import type { ConfigReader } from "../config.js";
import { failureLine } from "../engine/check-failures.js";
import type { Definition } from "../engine/definition.js";
import { KindProvider } from "../engine/kind-provider.js";
import { OperationError } from "../engine/messages.js";
import { currentRun, type Run } from "../engine/run.js";
import { unknown, withReplaced } from "../engine/unknown.js";
import { shownByTheEngine } from "./host-lines.js";
import { stub } from "./stub.js";

type Properties = Record<string, any>;

/** What the dynamic protocol sends in the place of a value that is not known yet, also nested. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Binds a kind to Pulumi's dynamic provider protocol. */
export class DynamicProvider implements dynamic.ResourceProvider {
  #config: ConfigReader | undefined;

  /** @param run what the run has done so far, in all kinds */
  constructor(
    private readonly definition: Definition,
    private readonly run: Run = currentRun,
  ) {}

  /** Not asynchronous: the host serves other requests of the kind as soon as this returns. */
  configure({ config }: dynamic.ConfigureRequest): Promise<void> {
    this.#config = { get: (key) => config.get(key) };
    return Promise.resolve();
  }

  async check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
    const before = Object.keys(olds).length === 0 ? undefined : olds;
    const { inputs, failures } = await this.#kind.check(before, received(news)).catch(failOnce);
    // A failure that names a property makes the engine print the property's value, which may be a secret.
    return {
      inputs: sent(inputs),
      failures: failures.map((failure) => ({ property: "", reason: failureLine(failure) })),
    };
  }

  async diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
    const kind = this.#kind;
    const { changed, changedSecrets, replaces, deleteBeforeReplace } = await kind.diff(id, olds, received(news));
    if (changedSecrets.length > 0) {
      // A plain preview names no field of an input, and a detailed one shows both sides of a secret as the same text.
      const names = changedSecrets.map((name) => `\`${name}\``).join(", ");
      kind.say(received(news), `changes in secret ${names}`);
    }
    return { changes: changes(olds, news, changed), replaces, deleteBeforeReplace };
  }

  async create(inputs: Properties): Promise<dynamic.CreateResult> {
    const { id, properties } = await this.#kind.create(inputs).catch((error) => this.#fail(error));
    return { id, outs: properties };
  }

  async read(id: string, olds: Properties): Promise<dynamic.ReadResult> {
    const found = await this.#kind.read(id, olds).catch(failOnce);
    return found ? { id: found.id, props: found.properties, inputs: found.inputs } : {};
  }

  async update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
    return { outs: await this.#kind.update(id, olds, news).catch((error) => this.#fail(error)) };
  }

  async delete(id: string, olds: Properties): Promise<void> {
    await this.#kind.delete(id, olds).catch(failOnce);
  }

  get #kind(): KindProvider {
    if (!this.#config) throw new Error("the provider was not configured");
    return new KindProvider(this.definition, { config: this.#config, run: this.run, print });
  }

  /** Throws a failure in the form that the protocol's host reads. */
  #fail(failure: Error): never {
    failure.stack = "";
    if (!(failure instanceof OperationError) || !failure.partial) throw failure;
    const { id, properties } = failure.partial;
    // Without the stub, which the host adds to what succeeds, the half-made object could not be deleted.
    const given = Object.entries({ ...properties, __provider: stub(this.definition.kind) });
    // The host cannot write down what is `undefined`, and then never answers the engine.
    const stored = Object.fromEntries(given.filter(([, value]) => value !== undefined));
    throw Object.assign(failure, { id, properties: stored, reasons: [failure.message] });
  }
}

/** Throws a failure of an operation of which the host writes what is thrown to the console too. */
function failOnce(failure: Error): never {
  failure.stack = "";
  shownByTheEngine(failure);
  throw failure;
}

/** Where inputs change, `undefined` has the engine compare them by itself: it then shows what changes and nothing else. */
function changes(olds: Properties, news: Properties, changed: readonly string[]): boolean | undefined {
  if (changed.length === 0) return false;
  if (changed.includes("connection")) return true;
  return changed.some((name) => !isDeepStrictEqual(olds[name], news[name])) ? undefined : true;
}

const received = (properties: Properties): Properties => withReplaced(properties, unknownValue, unknown) as Properties;
const sent = (properties: Properties): Properties => withReplaced(properties, unknown, unknownValue) as Properties;

/** The host shows what is written to the console as the provider's lines. */
const print = (line: string): void => console.info(line);
