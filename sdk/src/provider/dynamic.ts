import { isDeepStrictEqual } from "node:util";
import type { dynamic } from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { ConnectionError } from "../api/errors.js";
import { printable } from "../api/printable.js";
import { refuseOldServer } from "../api/server-version.js";
import { type ConfigReader, readConnection } from "../config.js";
import { CheckFailures } from "./check-failures.js";
import { clientFor } from "./connections.js";
import type { Definition } from "./definition.js";
import { oneLine, PartialCreateError, RefusalError } from "./errors.js";
import * as lifecycle from "./lifecycle.js";
import { checkDialect, checkNeeds } from "./needs.js";
import { identityOf } from "./ownership.js";
import { plan } from "./plan.js";
import { asWrittenBefore, changedSecrets, containsUnknown, inputsOf, separateUnknown } from "./properties.js";
import { currentRun, type Run } from "./run.js";
import { stub } from "./stub.js";

type Properties = Record<string, any>;

/** Before each line of details: no other end of a line is printed as such. */
const indented = "\n    ";

/** Binds a definition to Pulumi's dynamic provider protocol. */
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
    const { known, unknown } = separateUnknown(inputsOf(this.definition, news));
    const failures = new CheckFailures();
    const isNew = Object.keys(olds).length === 0;
    if (!isNew) this.#foundInState(olds);
    const client = this.definition.connect ? undefined : this.#clientUnlessRefused(known, failures);
    const isUnknown = (property: unknown) => unknown.has(String(property));
    try {
      const say = (line: string) => this.#say(known, line);
      await this.definition.check?.(known, failures, { olds: isNew ? undefined : olds, isUnknown, client, say });
      if (client) {
        await checkDialect(this.definition, client, known, olds, failures);
        await checkNeeds(this.definition, client, known, olds, failures);
      }
      if (isNew && failures.lines.length === 0) {
        if (client) await this.#lookAhead(known, isUnknown, { remote: client, run: this.run, say }, failures);
        else if (unknown.size === 0) await this.#foresee(known, failures);
      }
    } catch (error) {
      throw this.#failure(known, error);
    }
    // A failure that names a property makes the engine print the property's value, which may be a secret.
    return {
      inputs: failures.lines.length > 0 ? news : asWrittenBefore(this.definition, olds, news),
      failures: failures.lines.map((reason) => ({ property: "", reason })),
    };
  }

  async diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
    this.#foundInState(olds);
    this.run.compared(id, inputsOf(this.definition, news));
    const { changed, replaces, reasons, deleteBeforeReplace } = plan(this.definition, olds, news);
    for (const reason of reasons) this.#say(news, `is replaced: ${reason}`);
    // A detailed preview marks no secret as changed: both sides look the same in it.
    const hidden = changedSecrets(this.definition, olds, news, changed).map((name) => `\`${name}\``);
    if (hidden.length > 0) this.#say(news, `changes in secret ${hidden.join(", ")}`);
    if (changed.length > 0) {
      for (const line of (await this.#describeChange(olds, news, changed)) ?? []) {
        this.#say(news, line);
      }
    }
    if (olds.connection === news.connection) {
      return { changes: this.#changes(olds, news, changed), replaces, deleteBeforeReplace };
    }
    // The object is made there and deleted here. Under another name of the same server it stays, and the state learns the name.
    if (this.#isSameServer(olds, news)) return { changes: true, replaces, deleteBeforeReplace };
    return { changes: true, replaces: [...replaces, "connection"], deleteBeforeReplace: false };
  }

  /** Where inputs change, `undefined` has the engine compare them by itself: it then shows what changes and nothing else. */
  #changes(olds: Properties, news: Properties, changed: readonly string[]): boolean | undefined {
    if (changed.length === 0) return false;
    return changed.some((name) => !isDeepStrictEqual(olds[name], news[name])) ? undefined : true;
  }

  async create(news: Properties): Promise<dynamic.CreateResult> {
    const inputs = inputsOf(this.definition, news);
    const { id, state } = await this.#run(inputs, (surroundings) =>
      lifecycle.create(this.definition, inputs, surroundings),
    );
    await this.#advise(inputs);
    return { id, outs: { ...inputs, ...state } };
  }

  async read(id: string, olds: Properties): Promise<dynamic.ReadResult> {
    this.#foundInState(olds);
    const found = await this.#runAlone(olds, ({ remote }) => lifecycle.read(this.definition, remote, id, olds));
    return found ? { id: found.id, props: { ...found.inputs, ...found.state }, inputs: found.inputs } : {};
  }

  async update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
    const inputs = inputsOf(this.definition, news);
    const unreached = lifecycle.unreached(this.definition, olds, inputs);
    if (unreached) return { outs: { ...inputs, ...unreached } };
    const state = await this.#run(inputs, (surroundings) =>
      lifecycle.update(this.definition, id, olds, inputs, surroundings),
    );
    await this.#advise(inputs);
    return { outs: { ...inputs, ...state } };
  }

  async delete(id: string, olds: Properties): Promise<void> {
    await this.#runAlone(olds, (surroundings) => lifecycle.remove(this.definition, id, olds, surroundings));
  }

  /** The state has an object of this natural key. */
  #foundInState(olds: Properties): void {
    this.run.foundInState(identityOf(this.definition, inputsOf(this.definition, olds)));
  }

  /** Says at preview what `create` will take over or refuse. A server that does not answer is told of at apply. */
  async #lookAhead(
    known: Properties,
    isUnknown: (property: string) => boolean,
    surroundings: lifecycle.Surroundings,
    failures: CheckFailures,
  ): Promise<void> {
    if (this.definition.isEffect || this.definition.naturalKey.some((name) => isUnknown(name))) return;
    const verdict = await lifecycle
      .lookAhead(this.definition, known, surroundings, isUnknown)
      .catch((error) => (error instanceof ConnectionError ? undefined : Promise.reject(error)));
    if (!verdict) return;
    if ("refusal" in verdict) failures.add(undefined, `${this.#subject(known)}: ${verdict.refusal}`);
    else surroundings.say(lifecycle.adoptionText(verdict));
  }

  /** The same for what is in a store. One that cannot be looked into is told of at apply. */
  async #foresee(inputs: Properties, failures: CheckFailures): Promise<void> {
    const { foresee, connect } = this.definition;
    if (!foresee || !connect || this.run.isInState(identityOf(this.definition, inputs))) return;
    try {
      const say = (line: string) => this.#say(inputs, line);
      await foresee(await connect(this.#settings, inputs), inputs, { say });
    } catch (error) {
      if (error instanceof RefusalError) failures.add(undefined, `${this.#subject(inputs)}: ${error.message}`);
    }
  }

  get #settings(): ConfigReader {
    if (!this.#config) throw new Error("the provider was not configured");
    return this.#config;
  }

  #isSameServer(olds: Properties, news: Properties): boolean {
    if (containsUnknown(news.connection)) return true;
    try {
      const [from, to] = [olds, news].map(({ connection }) => readConnection(this.#settings, connection));
      return from!.apiUrl === to!.apiUrl;
    } catch {
      return false;
    }
  }

  #clientUnlessRefused({ connection }: Properties, failures: CheckFailures): Client | undefined {
    try {
      return clientFor(this.#settings, connection);
    } catch (error) {
      failures.add("connection", oneLine(error));
      return undefined;
    }
  }

  async #connect(inputs: Properties): Promise<unknown> {
    if (this.definition.connect) return this.definition.connect(this.#settings, inputs);
    const client = clientFor(this.#settings, inputs.connection);
    await refuseOldServer(client);
    return client;
  }

  async #describeChange(olds: Properties, news: Properties, changed: readonly string[]): Promise<string[] | undefined> {
    const inputs = inputsOf(this.definition, news);
    return containsUnknown(inputs) ? undefined : this.definition.describeChange?.(olds, inputs, changed);
  }

  /** Nothing hangs on advice: what goes wrong with it is not told. */
  async #advise(inputs: Properties): Promise<void> {
    const { advice } = this.definition;
    const lines = await advice?.(clientFor(this.#settings, inputs.connection), inputs as never).catch(() => []);
    for (const line of lines ?? []) console.info(printable(line));
  }

  /** Runs an operation; whatever goes wrong becomes one line that names the object. */
  async #run<T>(inputs: Properties, operation: (surroundings: lifecycle.Surroundings) => Promise<T>): Promise<T> {
    try {
      const say = (line: string) => this.#say(inputs, line);
      return await operation({ remote: await this.#connect(inputs), run: this.run, say });
    } catch (error) {
      throw this.#failure(inputs, error);
    }
  }

  /** Runs an operation of `refresh` or `destroy`: without the program they have the config of the last `up`. */
  #runAlone<T>(inputs: Properties, operation: (surroundings: lifecycle.Surroundings) => Promise<T>): Promise<T> {
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
    if (!(cause instanceof PartialCreateError)) return failure;
    // Without the stub, which the host adds to what succeeds, the half-made object could not be deleted.
    const __provider = stub(this.definition.kind);
    const given = Object.entries({ ...inputsOf(this.definition, inputs), ...cause.state, __provider });
    // The host cannot write down what is `undefined`, and then never answers the engine.
    const properties = Object.fromEntries(given.filter(([, value]) => value !== undefined));
    return Object.assign(failure, { id: cause.id, properties, reasons: [message] });
  }

  /** Tells something once in a run, whatever step finds it. */
  #say(inputs: Properties, text: string): void {
    const line = `${this.#subject(inputs)} ${text}`.split(indented).map(printable).join(indented);
    if (this.run.isNews(line)) console.info(line);
  }

  #subject(inputs: Properties): string {
    const { known } = separateUnknown(inputsOf(this.definition, inputs));
    const place = known.connection ? ` on "${String(known.connection)}"` : "";
    return `${this.definition.noun} "${this.definition.label(known)}"${place}`;
  }
}
