import type { dynamic } from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { ConnectionError } from "../api/errors.js";
import { printable } from "../api/printable.js";
import { refuseOldServer } from "../api/server-version.js";
import type { ConfigReader } from "../config.js";
import { clientFor } from "./connections.js";
import type { Definition } from "./definition.js";
import { oneLine, UnfinishedError } from "./errors.js";
import * as lifecycle from "./lifecycle.js";
import { checkNeeds } from "./needs.js";
import { Problems } from "./problems.js";
import { changedSecrets, containsUnknown, inputsOf, separateUnknown } from "./properties.js";
import { stub } from "./stub.js";

type Properties = Record<string, any>;

/** Binds a definition to Pulumi's dynamic provider protocol. */
export class DynamicProvider implements dynamic.ResourceProvider {
  #config: ConfigReader | undefined;

  constructor(private readonly definition: Definition) {}

  /** Not asynchronous: the host serves other requests of the kind as soon as this returns. */
  configure({ config }: dynamic.ConfigureRequest): Promise<void> {
    this.#config = { get: (key) => config.get(key) };
    return Promise.resolve();
  }

  async check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
    const { known, unknown } = separateUnknown(inputsOf(this.definition, news));
    const problems = new Problems();
    const client = this.definition.connect ? undefined : this.#clientUnlessRefused(known, problems);
    try {
      await this.definition.check?.(known, problems, {
        olds: Object.keys(olds).length > 0 ? olds : undefined,
        isUnknown: (property) => unknown.has(String(property)),
        client,
        say: (line) => this.#say(known, line),
      });
      if (client) await checkNeeds(this.definition, client, known, olds, problems);
    } catch (error) {
      throw this.#failure(known, error);
    }
    // A failure that names a property makes the engine print the property's value, which may be a secret.
    return { inputs: news, failures: problems.lines.map((reason) => ({ property: "", reason })) };
  }

  async diff(_id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
    const { changed, replaces, reasons, deleteBeforeReplace } = lifecycle.plan(this.definition, olds, news);
    for (const reason of reasons) this.#say(news, `is replaced: ${reason}`);
    // A detailed preview marks no secret as changed: both sides look the same in it.
    const hidden = changedSecrets(this.definition, olds, news, changed).map((name) => `\`${name}\``);
    if (hidden.length > 0) this.#say(news, `changes in secret ${hidden.join(", ")}`);
    if (changed.length > 0) {
      for (const line of (await this.#describeChange(olds, news)) ?? []) {
        this.#say(news, line);
      }
    }
    return { changes: changed.length > 0, replaces, deleteBeforeReplace };
  }

  async create(news: Properties): Promise<dynamic.CreateResult> {
    const inputs = inputsOf(this.definition, news);
    const { id, state } = await this.#run(inputs, (client) => lifecycle.create(this.definition, client, inputs));
    return { id, outs: { ...inputs, ...state } };
  }

  async read(id: string, olds: Properties): Promise<dynamic.ReadResult> {
    const found = await this.#runAlone(olds, (client) => lifecycle.read(this.definition, client, id, olds));
    return found ? { id: found.id, props: { ...found.inputs, ...found.state }, inputs: found.inputs } : {};
  }

  async update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
    const inputs = inputsOf(this.definition, news);
    const state = await this.#run(inputs, (client) => this.definition.update(client, id, inputs, olds));
    return { outs: { ...inputs, ...state } };
  }

  async delete(id: string, olds: Properties): Promise<void> {
    await this.#runAlone(olds, (client) => this.definition.delete(client, id, olds));
  }

  get #settings(): ConfigReader {
    if (!this.#config) throw new Error("the provider was not configured");
    return this.#config;
  }

  #clientUnlessRefused({ connection }: Properties, problems: Problems): Client | undefined {
    try {
      return clientFor(this.#settings, connection);
    } catch (error) {
      problems.add("connection", oneLine(error));
      return undefined;
    }
  }

  async #connect(inputs: Properties): Promise<unknown> {
    if (this.definition.connect) return this.definition.connect(this.#settings, inputs);
    const client = clientFor(this.#settings, inputs.connection);
    await refuseOldServer(client);
    return client;
  }

  async #describeChange(olds: Properties, news: Properties): Promise<string[] | undefined> {
    const inputs = inputsOf(this.definition, news);
    return containsUnknown(inputs) ? undefined : this.definition.describeChange?.(olds, inputs);
  }

  /** Runs an operation; whatever goes wrong becomes one line that names the object. */
  async #run<T>(inputs: Properties, operation: (remote: any) => Promise<T>): Promise<T> {
    try {
      return await operation(await this.#connect(inputs));
    } catch (error) {
      throw this.#failure(inputs, error);
    }
  }

  /** Runs an operation of `refresh` or `destroy`: without the program they have the config of the last `up`. */
  #runAlone<T>(inputs: Properties, operation: (remote: any) => Promise<T>): Promise<T> {
    return this.#run(inputs, operation).catch((error: Error) => {
      if (!(error.cause instanceof ConnectionError)) throw error;
      error.message += "; after a change of the stack's config, add `--run-program`";
      throw error;
    });
  }

  #failure(inputs: Properties, cause: unknown): Error {
    const message = printable(`${this.#subject(inputs)}: ${oneLine(cause)}`);
    const failure = new Error(message, { cause });
    // The host prints the stack of what `read` and `delete` throw.
    failure.stack = "";
    if (!(cause instanceof UnfinishedError)) return failure;
    // Without the stub, which the host adds to what succeeds, the half-made object could not be deleted.
    const __provider = stub(this.definition.kind);
    const properties = { ...inputsOf(this.definition, inputs), ...cause.state, __provider };
    return Object.assign(failure, { id: cause.id, properties, reasons: [message] });
  }

  #say(inputs: Properties, line: string): void {
    console.info(printable(`${this.#subject(inputs)} ${line}`));
  }

  #subject(inputs: Properties): string {
    const { known } = separateUnknown(inputsOf(this.definition, inputs));
    const place = known.connection ? ` on "${String(known.connection)}"` : "";
    return `${this.definition.noun} "${this.definition.label(known)}"${place}`;
  }
}
