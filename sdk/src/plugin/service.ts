import type {
  ServerUnaryCall,
  ServerWritableStream,
  sendUnaryData,
  UntypedHandleCall,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  type ConfigureRequest,
  ConfigureResponse,
  type ConstructRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  GetSchemaResponse,
  type InvokeRequest,
  type ListRequest,
  type ProviderHandshakeRequest,
  ProviderHandshakeResponse,
  type ReadRequest,
  type UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { constructComponent } from "./components.js";
import { EngineLog } from "./engine-log.js";
import { serviceError } from "./failure.js";
import type { Operations } from "./operations.js";
import { type Properties, Received } from "./properties.js";
import { changedSettings, configOf, faultOfSettings, forgetSettings, readerOf } from "./provider-config.js";
import { parseUrn } from "./urn.js";

/**
 * All that the engine may ask of the provider.
 *
 * @param engineAddress of the engine that has started this process; empty until it says so
 */
export function service(engineAddress: string): UntypedServiceImplementation {
  let address = engineAddress;
  const log = new EngineLog();
  let settings: Properties = {};
  forgetSettings(process.env);
  const config = () => readerOf(settings);
  const cancelled = new AbortController();
  let loaded: Operations | undefined;
  /** All kinds. Loaded when they are asked for: for a program in YAML one process does nothing but tell the schema. */
  const operations = (): Operations => {
    loaded ??= (require("./operations.js") as typeof import("./operations.js")).operationsWith(
      config,
      log,
      cancelled.signal,
    );
    return loaded;
  };

  const connect = (to: string): void => {
    address = to;
    log.connect(to);
  };
  if (address) connect(address);

  const unary = handlers({
    handshake(request: ProviderHandshakeRequest) {
      connect(request.getEngineAddress());
      const response = new ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    },

    attach(request: PluginAttach) {
      connect(request.getAddress());
      return new Empty();
    },

    getPluginInfo() {
      const { version } = require("../../package.json") as { version: string };
      const response = new PluginInfo();
      response.setVersion(version);
      return response;
    },

    getSchema() {
      const response = new GetSchemaResponse();
      response.setSchema(JSON.stringify(require("../../schema.json")));
      return response;
    },

    checkConfig(request: CheckRequest) {
      const response = new CheckResponse();
      response.setInputs(request.getNews());
      const isOfStack = parseUrn(request.getUrn()).name.startsWith("default");
      const fault = faultOfSettings(withoutVersion(new Received(request.getNews()).values), isOfStack);
      if (fault !== undefined) {
        const failure = new CheckFailure();
        failure.setReason(fault);
        response.addFailures(failure);
      }
      return response;
    },

    diffConfig(request: DiffRequest) {
      const olds = new Received(request.getOldInputs()).values;
      const { changed, isOtherServer } = changedSettings(olds, new Received(request.getNews()).values);
      const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
      const response = new DiffResponse();
      response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
      response.setDiffsList(changed);
      if (isOtherServer) response.setReplacesList(["apiUrl"]);
      return response;
    },

    configure(request: ConfigureRequest) {
      settings = withoutVersion(new Received(request.getArgs()).values);
      const response = new ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    },

    check: (request: CheckRequest) => operations().kinds.check(request),
    diff: (request: DiffRequest) => operations().kinds.diff(request),
    create: (request: CreateRequest) => operations().kinds.create(request),
    read: (request: ReadRequest) => operations().kinds.read(request),
    update: (request: UpdateRequest) => operations().kinds.update(request),
    delete: (request: DeleteRequest) => operations().kinds.delete(request),
    invoke: (request: InvokeRequest) => operations().functions.invoke(request),
    construct: (request: ConstructRequest) =>
      constructComponent(request, { engineAddress: address, config: configOf(settings) }),

    // The engine waits for what is going on, and asks for nothing new.
    cancel() {
      cancelled.abort();
      return new Empty();
    },
  });
  return { ...unary, list: streaming((request: ListRequest) => operations().kinds.list(request)) };
}

/** The engine adds the version of the provider to its settings. */
const withoutVersion = ({ version: _, ...settings }: Properties): Properties => settings;

type Handler = (request: any) => unknown;

function handlers(methods: Record<string, Handler>): UntypedServiceImplementation {
  const handler =
    (method: Handler): UntypedHandleCall =>
    async (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => {
      try {
        callback(null, await method(call.request));
      } catch (error) {
        callback(isServiceError(error) ? error : serviceError(error));
      }
    };
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, handler(method)]));
}

const streaming =
  (method: (request: any) => Promise<readonly unknown[]>): UntypedHandleCall =>
  async (call: ServerWritableStream<unknown, unknown>) => {
    try {
      for (const answer of await method(call.request)) call.write(answer);
      call.end();
    } catch (error) {
      call.emit("error", serviceError(error));
    }
  };

const isServiceError = (error: unknown): error is Parameters<sendUnaryData<unknown>>[0] =>
  typeof error === "object" && error !== null && "details" in error && "code" in error;
