import { isDeepStrictEqual } from "node:util";
import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  type ListRequest,
  ListResponse,
  PropertyDiff,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type ConfigReader, readDialect } from "../config.js";
import { failureLine } from "../engine/check-failures.js";
import type { Definition } from "../engine/definition.js";
import { KindProvider } from "../engine/kind-provider.js";
import { OperationError } from "../engine/messages.js";
import { type NormalizeContext, normalized } from "../engine/normalize.js";
import { currentRun, type Run } from "../engine/run.js";
import { unknown } from "../engine/unknown.js";
import { pluginTypePrefix, stub } from "../provider/stub.js";
import { changeOf, changesWithin } from "./detailed-diff.js";
import type { EngineLog } from "./engine-log.js";
import { serviceError } from "./failure.js";
import { faultOfGiven, givenTo } from "./given-inputs.js";
import { type Properties, Received, toStruct } from "./properties.js";
import { readerOf } from "./provider-config.js";
import { parseUrn } from "./urn.js";

/** The operations of all kinds of resources, as the engine asks for them. */
export class Kinds {
  /** Inputs of what was imported, by URNs. */
  readonly #imported = new Map<string, Properties>();

  /**
   * @param definitions every kind, by its name
   * @param config the settings of this provider
   * @param run what the run has done so far, in all kinds
   * @param signal tells that the user has cancelled it
   */
  constructor(
    private readonly definitions: ReadonlyMap<string, Definition>,
    private readonly config: () => ConfigReader,
    private readonly log: Pick<EngineLog, "info" | "warn" | "progress">,
    private readonly run: Run = currentRun,
    private readonly signal?: AbortSignal,
  ) {}

  async check(request: CheckRequest): Promise<CheckResponse> {
    const olds = new Received(request.getOlds());
    const news = new Received(request.getNews());
    const operation = this.#operation(request.getUrn(), news);
    const { definition, kind, config } = operation;
    const response = new CheckResponse();
    const given = givenTo(definition, news.values);
    const fault = faultOfGiven(definition, given, olds.values, request, config);
    if (fault !== undefined) return withFailures(response, [fault]);
    if (isDeepStrictEqual(news.values, this.#imported.get(request.getUrn()))) {
      // What it leaves out as secret is not missing before a program has it.
      response.setInputs(request.getNews());
      return response;
    }
    const connection = given.connection ?? olds.values.connection;
    const inputs = await operation.normalized({ ...given, connection }, olds.isEmpty ? undefined : olds.values);
    if (inputs instanceof Error) return withFailures(response, [inputs.message]);
    const checked = await kind.check(olds.isEmpty ? undefined : olds.values, inputs);
    await operation.told();
    // A failure that names a property makes the engine print the property's value, which may be a secret.
    withFailures(response, checked.failures.map(failureLine));
    response.setInputs(Received.inputs(definition, checked.inputs, [news]));
    return response;
  }

  async diff(request: DiffRequest): Promise<DiffResponse> {
    const before = new Received(request.getOldInputs()).values;
    const olds = { ...before, ...new Received(request.getOlds()).values };
    const received = new Received(request.getNews());
    const news = received.values;
    const { definition, kind, told } = this.#operation(request.getUrn(), received);
    const { changed, changedSecrets, replaces, deleteBeforeReplace } = await kind.diff(request.getId(), olds, news);
    if (changedSecrets.length > 0 && changedSecrets.some((name) => name.includes("."))) {
      // A plain preview names no field of an input.
      kind.say(news, `changes in secret ${changedSecrets.map((name) => `\`${name}\``).join(", ")}`);
    }
    await told();
    const response = new DiffResponse();
    response.setChanges(changed.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
    response.setDiffsList(changed);
    response.setHasdetaileddiff(true);
    response.setDeletebeforereplace(replaces.length > 0 && deleteBeforeReplace);
    for (const name of changed) {
      const sides = [before[name], news[name]] as const;
      const isSecret = definition.secrets?.includes(name);
      const changes = isSecret ? [[name, changeOf(...sides)] as const] : changesWithin(name, ...sides);
      for (const [path, change] of changes) {
        const part = new PropertyDiff();
        part.setKind(PropertyDiff.Kind[replaces.includes(name) ? (`${change}_REPLACE` as const) : change]);
        part.setInputdiff(true);
        response.getDetaileddiffMap().set(path, part);
        if (replaces.includes(name)) response.addReplaces(path);
      }
    }
    return response;
  }

  async create(request: CreateRequest): Promise<CreateResponse> {
    const given = new Received(request.getProperties());
    const { definition, kind, told, stored } = this.#operation(request.getUrn(), given);
    const response = new CreateResponse();
    if (request.getPreview()) {
      const outputs = Object.fromEntries((definition.outputs ?? []).map((name) => [name, unknown]));
      const properties = { ...given.values, ...outputs, ...kind.derived(unknown, given.values) };
      response.setProperties(toStruct(definition, properties, [given]));
      return response;
    }
    try {
      const { id, properties } = await kind.create(given.values);
      response.setId(id);
      response.setProperties(toStruct(definition, stored(id, properties), [given]));
      return response;
    } catch (error) {
      throw this.#failure(definition, error, given);
    } finally {
      await told();
    }
  }

  async read(request: ReadRequest): Promise<ReadResponse> {
    const inputs = new Received(request.getInputs());
    const { definition, kind, told, stored, warnOfSecrets } = this.#operation(request.getUrn(), inputs);
    const properties = new Received(request.getProperties());
    // What is read by the option `id` comes with inputs, though there may be none among them.
    const isImported = !request.hasInputs() && properties.isEmpty;
    const found = isImported
      ? await kind.import(request.getId())
      : await kind.read(request.getId(), { ...inputs.values, ...properties.values });
    if (found && isImported) {
      this.#imported.set(request.getUrn(), found.inputs ?? {});
      warnOfSecrets(found);
    }
    await told();
    const response = new ReadResponse();
    if (!found) return response;
    response.setId(found.id);
    response.setInputs(Received.inputs(definition, found.inputs ?? {}, [inputs, properties]));
    response.setProperties(toStruct(definition, stored(found.id, found.properties), [inputs, properties]));
    return response;
  }

  async update(request: UpdateRequest): Promise<UpdateResponse> {
    const id = request.getId();
    const olds = new Received(request.getOlds());
    const news = new Received(request.getNews());
    const { definition, kind, told, stored } = this.#operation(request.getUrn(), news);
    const response = new UpdateResponse();
    if (request.getPreview()) {
      const outputs = Object.fromEntries((definition.outputs ?? []).map((name) => [name, olds.values[name]]));
      const properties = { ...outputs, ...news.values, ...kind.derived(id, news.values) };
      response.setProperties(toStruct(definition, properties, [news]));
      return response;
    }
    try {
      const before = { ...new Received(request.getOldInputs()).values, ...olds.values };
      response.setProperties(toStruct(definition, stored(id, await kind.update(id, before, news.values)), [news]));
      return response;
    } catch (error) {
      throw this.#failure(definition, error, news);
    } finally {
      await told();
    }
  }

  async delete(request: DeleteRequest): Promise<Empty> {
    const inputs = new Received(request.getOldInputs());
    const { kind, told } = this.#operation(request.getUrn(), inputs);
    const properties = new Received(request.getProperties());
    await kind.delete(request.getId(), { ...inputs.values, ...properties.values }).finally(told);
    return new Empty();
  }

  /** @returns the objects of a kind that the server has, no more than the engine asks for */
  async list(request: ListRequest): Promise<ListResponse[]> {
    const definition = this.#definitionOf(request.getToken());
    const kind = new KindProvider(definition, { config: this.config(), run: this.run, print: () => {} });
    const limit = request.getLimit() || Number.POSITIVE_INFINITY;
    return (await kind.list()).slice(0, limit).map(({ id, name }) => {
      const result = new ListResponse.Result();
      result.setId(id);
      result.setName(name);
      const response = new ListResponse();
      response.setResult(result);
      return response;
    });
  }

  #failure(definition: Definition, error: unknown, given: Received) {
    if (!(error instanceof OperationError) || !error.partial) return serviceError(error);
    const { id, properties } = error.partial;
    return serviceError(error, {
      id,
      properties: toStruct(definition, withStub(definition, properties), [given]),
      inputs: Received.inputs(definition, given.values, [given]),
    });
  }

  #definitionOf(type: string): Definition {
    const definition = this.definitions.get(type.slice(pluginTypePrefix.length));
    if (definition && type.startsWith(pluginTypePrefix)) return definition;
    const { version } = require("../../package.json") as { version: string };
    throw new Error(`the plugin syntask ${version} has no resource ${type}; install the version that knows it`);
  }

  /**
   * What one request needs of the kind that it is about.
   * @param inputs tell what the program sees of the stack's config
   */
  #operation(urn: string, inputs: Received) {
    const { type, name, project, stack } = parseUrn(urn);
    const definition = this.#definitionOf(type);
    const lines: Promise<void>[] = [];
    const [settings, told] = [this.config(), readerOf({}, inputs.config)];
    const config: ConfigReader = { get: (key) => settings.get(key) ?? told.get(key) };
    const print = (line: string) => void lines.push(this.log.info(urn, line));
    const context: NormalizeContext = {
      name,
      stack: `${project}/${stack}`,
      get dialect() {
        return readDialect(config);
      },
      warn: (line) => void lines.push(this.log.warn(urn, line)),
      attempt: (work) => work(),
    };
    const progress = (line: string) => void lines.push(this.log.progress(urn, line));
    const kind = new KindProvider(definition, { config, run: this.run, print, progress, signal: this.signal });
    return {
      definition,
      kind,
      config,
      /** Tells which of an object's values a program has to give by itself. */
      warnOfSecrets: ({ inputs = {}, properties }: { inputs?: Properties; properties: Properties }) => {
        const { secrets = [], secretFields = [] } = definition;
        const left = [...secrets, ...secretFields].filter((name) => name in properties && !(name in inputs));
        if (left.length === 0) return;
        const names = left.map((name) => `\`${name}\``).join(", ");
        lines.push(
          this.log.warn(urn, `secret ${names} is left out; write it into the program, from the stack's config`),
        );
      },
      /** All that was told has arrived. */
      told: async () => void (await Promise.all(lines)),
      stored: (id: string, properties: Properties) =>
        withStub(definition, { ...properties, ...kind.derived(id, properties) }),
      /** Inputs from what a program gives, or what is wrong with it. */
      normalized: async (given: Properties, olds: Properties | undefined): Promise<Properties | Error> => {
        try {
          const entries = Object.entries(normalized(definition, given, { ...context, olds }));
          return Object.fromEntries(await Promise.all(entries.map(async ([key, value]) => [key, await value])));
        } catch (error) {
          return error as Error;
        }
      },
    };
  }
}

/** A stack may go over to the other binding, which finds the provider through this text. */
const withStub = (definition: Definition, properties: Properties): Properties => ({
  ...properties,
  __provider: stub(definition.kind),
});

function withFailures(response: CheckResponse, reasons: readonly string[]): CheckResponse {
  for (const reason of reasons) {
    const failure = new CheckFailure();
    failure.setReason(reason);
    response.addFailures(failure);
  }
  return response;
}
