import type { Metadata } from "@grpc/grpc-js";
import {
  CheckRequest,
  CheckResponse,
  CreateRequest,
  CreateResponse,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  ErrorResourceInitFailed,
  ReadRequest,
  ReadResponse,
  UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Definition } from "../../sdk/src/engine/definition";
import { Kinds } from "../../sdk/src/plugin/kinds";
import { Received, toStruct } from "../../sdk/src/plugin/properties";
import type { EngineBinding, EngineProvider, EngineRun, Stored } from "./engine-bindings";

type Properties = Record<string, any>;

interface Message {
  serializeBinary(): Uint8Array;
}

/** What an operation throws that left something half made. */
interface Failure extends Error {
  details?: string;
  metadata?: Metadata;
}

/** What the engine asks of a plugin alone. */
interface PluginProvider extends EngineProvider {
  /** Reads an object that the state does not have. */
  import(text: string): Promise<Stored>;
}

interface PluginBinding extends EngineBinding {
  begin(run: EngineRun): PluginProvider;
}

/** Asks the way the engine does: through the messages of the protocol, as bytes. In this process, so that spies see it. */
export const pluginBinding: PluginBinding = {
  name: "plugin",
  begin({ definition, config, run }) {
    const log = {
      info: async (_urn: string, line: string) => console.info(line),
      warn: async (_urn: string, line: string) => console.warn(line),
      progress: async (_urn: string, line: string) => console.info(line),
    };
    const kinds = new Kinds(new Map([[definition.kind, definition]]), () => config, log, run);
    const urn = `urn:pulumi:test::example::syntask:index:${definition.kind}::resource`;
    const wire = (properties: Properties) => toStruct(definition, properties, []);
    const read = (struct: Struct | undefined) => clearOf(definition, struct);
    return {
      async check(olds, news) {
        const request = new CheckRequest();
        request.setUrn(urn);
        request.setOlds(wire(olds));
        request.setNews(wire(news));
        const response = sent(CheckResponse, await failing(kinds.check(sent(CheckRequest, request))));
        const reasons = response.getFailuresList().map((failure) => {
          // The engine prints the value of a property that is named.
          expect(failure.getProperty()).toBe("");
          return failure.getReason();
        });
        return { checked: read(response.getInputs()), reasons };
      },
      async diff({ id, inputs, outs }, news) {
        const request = new DiffRequest();
        request.setUrn(urn);
        request.setId(id);
        request.setOlds(wire(outs));
        request.setOldInputs(wire(inputs));
        request.setNews(wire(news));
        const response = sent(DiffResponse, await failing(kinds.diff(sent(DiffRequest, request))));
        // Here the bindings differ: what replaces is told by its way inside the input.
        const replaces = [...new Set(response.getReplacesList().map((path) => /^\w+/.exec(path)![0]))];
        const changes = response.getChanges() === DiffResponse.DiffChanges.DIFF_SOME;
        expect(response.getDetaileddiffMap().getLength() > 0).toBe(changes);
        return { changes, replaces, deleteBeforeReplace: response.getDeletebeforereplace() };
      },
      async create(inputs) {
        const request = new CreateRequest();
        request.setUrn(urn);
        request.setProperties(wire(inputs));
        const response = sent(CreateResponse, await failing(kinds.create(sent(CreateRequest, request))));
        return { id: response.getId(), outs: read(response.getProperties()) };
      },
      async read({ id, inputs, outs }) {
        const request = new ReadRequest();
        request.setUrn(urn);
        request.setId(id);
        request.setInputs(wire(inputs));
        request.setProperties(wire(outs));
        const response = sent(ReadResponse, await failing(kinds.read(sent(ReadRequest, request))));
        if (!response.getId()) return undefined;
        return { id: response.getId(), inputs: read(response.getInputs()), outs: read(response.getProperties()) };
      },
      async import(text) {
        const request = new ReadRequest();
        request.setUrn(urn);
        request.setId(text);
        request.setProperties(wire({}));
        const response = sent(ReadResponse, await failing(kinds.read(sent(ReadRequest, request))));
        return { id: response.getId(), inputs: read(response.getInputs()), outs: read(response.getProperties()) };
      },
      async update({ id, inputs, outs }, news) {
        const request = new UpdateRequest();
        request.setUrn(urn);
        request.setId(id);
        request.setOlds(wire(outs));
        request.setOldInputs(wire(inputs));
        request.setNews(wire(news));
        const response = sent(UpdateResponse, await failing(kinds.update(sent(UpdateRequest, request))));
        return read(response.getProperties());
      },
      async delete({ id, inputs, outs }) {
        const request = new DeleteRequest();
        request.setUrn(urn);
        request.setId(id);
        request.setProperties(wire(outs));
        request.setOldInputs(wire(inputs));
        await failing(kinds.delete(sent(DeleteRequest, request)));
      },
    };
  },
};

const sent = <M extends Message>(type: { deserializeBinary(bytes: Uint8Array): M }, message: M): M =>
  type.deserializeBinary(message.serializeBinary());

/** What the engine would store, which keeps secrets encrypted where they are marked, and nowhere else. */
function clearOf({ secrets = [], secretFields = [] }: Definition, struct: Struct | undefined): Properties {
  const stored = (struct?.toJavaScript() ?? {}) as Properties;
  const marked = Object.entries(stored).flatMap(([name, value]) => {
    if (secrets.includes(name)) return [value];
    return secretFields.includes(name) ? Object.values(value ?? {}) : [];
  });
  for (const value of marked) {
    if (value !== null) expect(value).toHaveProperty("4dabf18193072939515e22adb298388d");
  }
  const { __provider, ...properties } = stored;
  const { values } = new Received(struct);
  expect(Object.keys(values)).toEqual(Object.keys(properties));
  return __provider === undefined ? values : { ...values, __provider };
}

/** A failure as the engine understands it: its line, and what was half made. */
const failing = <T>(operation: Promise<T>): Promise<T> =>
  operation.catch((error: Failure) => {
    const [answer] = error.metadata?.get("grpc-status-details-bin") ?? [];
    const message = error.details ?? error.message;
    if (!answer) throw new Error(message, { cause: error });
    const [detail] = Status.deserializeBinary(answer as Buffer).getDetailsList();
    const failed = detail!.unpack(ErrorResourceInitFailed.deserializeBinary, "pulumirpc.ErrorResourceInitFailed")!;
    const properties = new Received(failed.getProperties()).values;
    throw Object.assign(new Error(message), { id: failed.getId(), properties, reasons: failed.getReasonsList() });
  });
