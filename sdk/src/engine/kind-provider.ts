import type { Client } from "../api/client.js";
import { ConnectionError } from "../api/errors.js";
import { printable } from "../api/printable.js";
import { oldest, refuseOldServer, serverVersion } from "../api/server-version.js";
import { type ConfigReader, readConnection } from "../config.js";
import { type CheckFailure, CheckFailures } from "./check-failures.js";
import { clientFor } from "./connections.js";
import type { Definition, OperationContext } from "./definition.js";
import { derivedValues } from "./derived.js";
import { oneLine, RefusalError } from "./errors.js";
import { isForeign, readForeign } from "./foreign-object.js";
import { type Imported, readImported } from "./imported-object.js";
import * as lifecycle from "./lifecycle.js";
import { Messages } from "./messages.js";
import { namesakeText } from "./namesakes.js";
import { checkNeeds, checkServer } from "./needs.js";
import { identityOf, isNotUnique, placedIdentity } from "./ownership.js";
import { plan } from "./plan.js";
import { asWrittenBefore, changedSecrets, inputsOf, separateUnknown } from "./properties.js";
import type { Run } from "./run.js";
import { containsUnknown } from "./unknown.js";

type Properties = Record<string, any>;

const lateConnection =
  "is not known before `up`, and a preview asks its server; write a name whose URL is in the config, and put a server that this program makes into a project of its own";

/** What a binding gives to the operations of a kind. */
export interface Binding {
  config: ConfigReader;
  /** What the run has done so far, in all kinds. */
  run: Run;
  /** Shows a line to the user. */
  print(line: string): void;
  /** Shows a line that the next one takes the place of. Nothing is lost where there is no such thing. */
  progress?(line: string): void;
  /** Tells that the user has cancelled the run. */
  signal?: AbortSignal;
}

/** What new inputs change. */
export interface Difference {
  /** Names of the inputs that change. */
  changed: string[];
  /** Those among them that are secret; of inputs with secret fields, the fields: `data.password`. */
  changedSecrets: string[];
  /** Names of the inputs that replace the object. */
  replaces: string[];
  /** Whether the old object has to go first. */
  deleteBeforeReplace: boolean;
}

/**
 * What can be done with the objects of one kind, whatever the language and the protocol that ask for it. Values that are
 * not known yet are `unknown`; secrets come in clear.
 */
export class KindProvider {
  readonly #messages: Messages;

  constructor(
    private readonly definition: Definition,
    private readonly binding: Binding,
  ) {
    this.#messages = new Messages(definition, binding.run, binding.print);
  }

  /**
   * @param olds inputs of the last operation, if there was one
   * @returns the inputs, in the writing of before where that means the same, and what is wrong with them
   */
  async check(
    olds: Properties | undefined,
    given: Properties,
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    const { known: written, unknown } = separateUnknown(inputsOf(this.definition, given));
    const failures = new CheckFailures();
    if (olds) this.#foundInState(olds);
    this.binding.run.declares(identityOf(this.definition, written));
    const client = this.definition.connect ? undefined : this.#clientUnlessRefused(written, unknown, failures);
    const known = await this.#settled(written, olds ?? {}, client);
    const news = { ...given, ...known };
    const isUnknown = (property: unknown) => unknown.has(String(property));
    const isDeclared = (identity: readonly unknown[]) =>
      this.binding.run.isDeclared(placedIdentity(identity, known.connection as string | undefined));
    let refusal: CheckFailure | undefined;
    try {
      await this.definition.check?.(known, failures, { olds, isUnknown, isDeclared, client, ...this.#context(known) });
      if (client) {
        await checkServer(this.definition, client, known, olds ?? {}, failures);
        await checkNeeds(this.definition, client, known, olds ?? {}, failures);
      }
      if (!olds && failures.all.length === 0) {
        if (client) refusal = await this.#lookAhead(known, isUnknown, client);
        else if (unknown.size === 0) refusal = await this.#foresee(known);
      }
    } catch (error) {
      throw this.#messages.failure(known, error);
    }
    const all = refusal ? [...failures.all, refusal] : failures.all;
    return { inputs: all.length > 0 ? news : asWrittenBefore(this.definition, olds ?? {}, news), failures: all };
  }

  /** @param olds all that is stored of the object */
  async diff(id: string, olds: Properties, news: Properties): Promise<Difference> {
    this.#foundInState(olds);
    this.binding.run.compared(id, inputsOf(this.definition, news));
    const { changed, replaces, reasons, deleteBeforeReplace } = plan(this.definition, olds, news);
    for (const reason of reasons) this.#messages.say(news, `is replaced: ${reason}`);
    const difference = {
      changed,
      changedSecrets: changedSecrets(this.definition, olds, news, changed),
      replaces,
      deleteBeforeReplace,
    };
    if (changed.length > 0) {
      for (const line of await this.#describeChange(olds, news, changed)) this.#messages.say(news, line);
    }
    if (olds.connection === news.connection) return difference;
    const withConnection = { ...difference, changed: [...changed, "connection"] };
    // Under another name of the same server it stays, and the state learns the name.
    if (this.#isSameServer(olds, news)) return withConnection;
    // The object is made there and deleted here.
    return { ...withConnection, replaces: [...replaces, "connection"], deleteBeforeReplace: false };
  }

  /** @returns its id and all that is to be stored of it */
  async create(given: Properties): Promise<{ id: string; properties: Properties }> {
    const inputs = inputsOf(this.definition, given);
    const { id, state } = await this.#run(inputs, (surroundings) =>
      lifecycle.create(this.definition, inputs, surroundings),
    );
    await this.#advise(inputs);
    return { id, properties: { ...inputs, ...state } };
  }

  /**
   * @param olds all that is stored of the object
   * @returns the object as it is, without inputs where no resource of the stack has made it; `undefined` when it is gone
   */
  async read(
    id: string,
    olds: Properties,
  ): Promise<{ id: string; inputs?: Properties; properties: Properties } | undefined> {
    if (isForeign(this.definition, olds)) {
      return readForeign(this.definition, id, olds, () => this.#connect(olds) as Promise<Client>);
    }
    this.#foundInState(olds);
    const found = await this.#runAlone(olds, ({ remote }) => lifecycle.read(this.definition, remote, id, olds));
    return found && { id: found.id, inputs: found.inputs, properties: { ...found.inputs, ...found.state } };
  }

  /**
   * @param text its natural key or its id
   * @returns an object that the state does not have
   * @throws one line, also when there is none
   */
  async import(text: string): Promise<Imported> {
    try {
      if (this.definition.connect) throw new Error("is made by a component, and cannot be imported");
      if (this.definition.isEffect) throw new Error("is something that an `up` does, and cannot be imported");
      const client = (await this.#connect({})) as Client;
      const found = await readImported(this.definition, text, client);
      if (found) return found;
      const { apiUrl, source } = client.connection;
      throw new Error(`there is none on ${apiUrl} (${source}); correct the name or the id`);
    } catch (error) {
      throw new Error(printable(`${this.definition.noun} "${text}": ${oneLine(error)}`), { cause: error });
    }
  }

  /** @returns all objects of the kind on the server, by their ids, with what people call them */
  async list(): Promise<{ id: string; name: string }[]> {
    const { definition } = this;
    try {
      if (!definition.list) throw new Error("the server does not list them");
      const found = await definition.list(await this.#connect({}));
      return found.map(({ id, inputs }) => ({ id, name: definition.label(inputs) }));
    } catch (error) {
      throw new Error(printable(`objects of the kind ${definition.kind}: ${oneLine(error)}`), { cause: error });
    }
  }

  /** Values that follow from those of an object, of which some may be `unknown`. */
  derived(id: unknown, inputs: Properties): Properties {
    return derivedValues(this.definition, this.binding.config, id, inputs);
  }

  /**
   * @param olds all that is stored of the object
   * @returns all that is to be stored of it
   */
  async update(id: string, olds: Properties, given: Properties): Promise<Properties> {
    const inputs = inputsOf(this.definition, given);
    const unreached = lifecycle.unreached(this.definition, olds, inputs);
    if (unreached) return { ...inputs, ...unreached };
    const state = await this.#run(inputs, (surroundings) =>
      lifecycle.update(this.definition, id, olds, inputs, surroundings),
    );
    await this.#advise(inputs);
    return { ...inputs, ...state };
  }

  /** @param olds all that is stored of the object */
  async delete(id: string, olds: Properties): Promise<void> {
    await this.#runAlone(olds, (surroundings) => lifecycle.remove(this.definition, id, olds, surroundings));
  }

  /** Tells the user something of an object, once in a run. */
  say(inputs: Properties, text: string): void {
    this.#messages.say(inputs, text);
  }

  /** The state has an object of these inputs. */
  #foundInState(olds: Properties): void {
    const { definition, binding } = this;
    const inputs = inputsOf(definition, olds);
    const identity = identityOf(definition, inputs);
    if (identity !== undefined) binding.run.foundInState(identity);
    else if (isNotUnique(definition, inputs)) binding.run.foundNameless(definition.kind, inputs);
  }

  /** Says at preview what `create` will take over or refuse. */
  async #lookAhead(
    known: Properties,
    isUnknown: (property: string) => boolean,
    remote: Client,
  ): Promise<CheckFailure | undefined> {
    if (this.definition.isEffect || this.definition.naturalKey.some((name) => isUnknown(name))) return undefined;
    const verdict = await lifecycle
      .lookAhead(this.definition, known, this.#surroundings(known, remote), isUnknown)
      .catch((error) => (error instanceof ConnectionError ? undefined : Promise.reject(error)));
    if (!verdict) {
      const namesake = await namesakeText(this.definition, remote, known);
      if (namesake !== undefined) this.#messages.say(known, namesake);
      return undefined;
    }
    if ("refusal" in verdict) return this.#messages.refusal(known, verdict.refusal);
    this.#messages.say(known, lifecycle.adoptionText(verdict));
    return undefined;
  }

  /** The same for what is in a store. One that cannot be looked into is told of at apply. */
  async #foresee(inputs: Properties): Promise<CheckFailure | undefined> {
    const { foresee, connect } = this.definition;
    if (!foresee || !connect || this.binding.run.isInState(identityOf(this.definition, inputs))) return undefined;
    try {
      const context = this.#context(inputs);
      await foresee(await connect(this.binding.config, inputs, context), inputs, context);
    } catch (error) {
      if (error instanceof RefusalError) return this.#messages.refusal(inputs, error.message);
    }
    return undefined;
  }

  #isSameServer(olds: Properties, news: Properties): boolean {
    if (containsUnknown(news.connection)) return true;
    try {
      const [from, to] = [olds, news].map(({ connection }) => readConnection(this.binding.config, connection));
      return from!.apiUrl === to!.apiUrl;
    } catch {
      return false;
    }
  }

  /** Where the server cannot be asked, the inputs are those of the oldest one: `up` asks again. */
  async #settled(known: Properties, olds: Properties, client: Client | undefined): Promise<Properties> {
    if (!this.definition.settle) return known;
    const version = async () => (client && (await serverVersion(client).catch(() => undefined))) ?? oldest;
    return this.definition.settle(known, inputsOf(this.definition, olds), version);
  }

  #clientUnlessRefused(
    { connection }: Properties,
    unknown: ReadonlySet<string>,
    failures: CheckFailures,
  ): Client | undefined {
    if (unknown.has("connection")) {
      failures.add("connection", lateConnection);
      return undefined;
    }
    try {
      return clientFor(this.binding.config, connection);
    } catch (error) {
      failures.add(connection === undefined ? undefined : "connection", oneLine(error));
      return undefined;
    }
  }

  async #connect(inputs: Properties): Promise<unknown> {
    if (this.definition.connect) {
      return this.definition.connect(this.binding.config, inputs, this.#context(inputs));
    }
    const client = clientFor(this.binding.config, inputs.connection);
    await refuseOldServer(client);
    return client;
  }

  async #describeChange(olds: Properties, news: Properties, changed: readonly string[]): Promise<string[]> {
    const inputs = inputsOf(this.definition, news);
    if (containsUnknown(inputs)) return [];
    return (await this.definition.describeChange?.(olds, inputs, changed)) ?? [];
  }

  /** Nothing hangs on advice: what goes wrong with it is not told. */
  async #advise(inputs: Properties): Promise<void> {
    const { advice } = this.definition;
    const lines = await advice?.(clientFor(this.binding.config, inputs.connection), inputs as never).catch(() => []);
    for (const line of lines ?? []) this.#messages.tell(line);
  }

  #context(inputs: Properties): OperationContext {
    const { progress, signal } = this.binding;
    return { say: (line) => this.#messages.say(inputs, line), progress, signal };
  }

  #surroundings(inputs: Properties, remote: unknown): lifecycle.Surroundings {
    return { remote, run: this.binding.run, ...this.#context(inputs) };
  }

  /** Runs an operation; whatever goes wrong becomes one line that names the object. */
  async #run<T>(inputs: Properties, operation: (surroundings: lifecycle.Surroundings) => Promise<T>): Promise<T> {
    try {
      return await operation(this.#surroundings(inputs, await this.#connect(inputs)));
    } catch (error) {
      throw this.#messages.failure(inputs, error);
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
}
