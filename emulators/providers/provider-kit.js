const { isDeepStrictEqual } = require("node:util");
const grpc = require("@grpc/grpc-js");
const { Any } = require("google-protobuf/google/protobuf/any_pb");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
const provider = require("@pulumi/pulumi/proto/provider_pb");
const { Status } = require("@pulumi/pulumi/proto/status_pb");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const markKey = "4dabf18193072939515e22adb298388d";
const lengthOfSuffix = 7;

/**
 * One type of resource. `inputs` are what the program gave, `state` is what the last operation left, both as plain
 * objects.
 *
 * @typedef {object} Resource
 * @property {string[]} [replaceOn] Inputs whose change replaces the resource.
 * @property {boolean} [deletesFirst] Whether the provider asks to delete it before it is replaced.
 * @property {(olds: object, news: object) => string[]} [replaces] More of them, where the change itself decides.
 * @property {string} [named] Input that gets a name with a suffix when the program leaves it out.
 * @property {(inputs: object, known: { olds: object, name: string }) => Promise<object>} [check] Inputs that the provider adds to
 *   those of the program; `name` has a suffix.
 * @property {string[]} [computed] Outputs that a preview does not know.
 * @property {string[]} [recomputed] Outputs that an update returns, and that its preview does not know.
 * @property {(inputs: object) => Promise<{ id: string, outputs?: object }>} create
 * @property {(id: string, state: object) => Promise<object | undefined>} read What of the state is different there;
 *   undefined when it is gone.
 * @property {(id: string, inputs: object) => Promise<unknown>} [update]
 * @property {(id: string, state: object) => Promise<unknown>} delete
 *
 * What is made or changed and does not do what it is for is an error with `made`: its id and outputs, which stay in the state.
 */

/**
 * Runs a small provider for the few types that a test needs, in the place of a cloud's own plugin.
 *
 * @param {object} double
 * @param {string} double.version
 * @param {(config: Record<string, string>) => void} double.configure
 * @param {Record<string, Resource>} double.resources By type.
 * @param {Record<string, (args: object) => Promise<object>>} [double.functions] By token.
 */
function serve({ version, configure, resources, functions = {} }) {
  const resourceOf = (call) => {
    const type = call.getUrn().split("::")[2].split("$").at(-1);
    if (resources[type]) return resources[type];
    throw Object.assign(new Error(`the double does not know ${type}`), { code: grpc.status.UNIMPLEMENTED });
  };
  const server = new grpc.Server();
  const handlers = {
    ...pluginHandlers(version),
    async configure(call) {
      configure(withoutMarks(plain(call.getArgs())));
      const response = new provider.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    },
    check: async (call) => check(resourceOf(call), call),
    diff: async (call) => diff(resourceOf(call), call),
    create: (call) => create(resourceOf(call), call),
    read: (call) => read(resourceOf(call), call),
    update: (call) => update(resourceOf(call), call),
    async invoke(call) {
      const response = new provider.InvokeResponse();
      response.setReturn(struct(await functions[call.getTok()](plain(call.getArgs()))));
      return response;
    },
    async delete(call) {
      await resourceOf(call).delete(call.getId(), plain(call.getProperties()));
      return new Empty();
    },
  };
  const methods = Object.entries(handlers).map(([name, handler]) => [name, unary(handler)]);
  server.addService(ResourceProviderService, Object.fromEntries(methods));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
}

/** What the engine asks about the plugin itself. */
const pluginHandlers = (version) => ({
  handshake: async () => new provider.ProviderHandshakeResponse(),
  attach: async () => new Empty(),
  cancel: async () => new Empty(),
  async getPluginInfo() {
    const info = new PluginInfo();
    info.setVersion(version);
    return info;
  },
  async checkConfig(call) {
    const response = new provider.CheckResponse();
    response.setInputs(call.getNews());
    return response;
  },
  async diffConfig() {
    const response = new provider.DiffResponse();
    response.setChanges(provider.DiffResponse.DiffChanges.DIFF_NONE);
    return response;
  },
});

async function check({ named, check: added = async () => ({}) }, call) {
  const given = plain(call.getNews());
  const olds = plain(call.getOlds());
  const suffix = Buffer.from(call.getRandomseed_asU8()).toString("hex").slice(0, lengthOfSuffix);
  const name = `${call.getUrn().split("::").at(-1)}-${suffix}`.toLowerCase();
  const inputs = { ...given, ...(await added(given, { olds, name })) };
  if (named && inputs[named] === undefined) {
    inputs[named] = olds.__named ? olds[named] : name;
    inputs.__named = true;
  }
  const response = new provider.CheckResponse();
  response.setInputs(struct(inputs));
  return response;
}

function diff({ replaceOn = [], replaces = () => [], deletesFirst = false }, call) {
  const olds = plain(call.getOldInputs());
  const news = plain(call.getNews());
  const ignored = call.getIgnorechangesList();
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  const changed = keys.filter((key) => !ignored.includes(key) && !isDeepStrictEqual(olds[key], news[key]));
  const response = new provider.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList(changed);
  const replaceable = [...replaceOn, ...replaces(olds, news)];
  const replacing = changed.filter((key) => replaceable.includes(key));
  response.setReplacesList(replacing);
  response.setDeletebeforereplace(deletesFirst && replacing.length > 0);
  return response;
}

async function create({ computed = [], ...resource }, call) {
  const inputs = plain(call.getProperties());
  const response = new provider.CreateResponse();
  if (call.getPreview()) {
    response.setProperties(struct({ ...inputs, ...Object.fromEntries(computed.map((key) => [key, unknown])) }));
    return response;
  }
  const { id, outputs } = await resource.create(inputs).catch((error) => fail(error, inputs));
  response.setId(id);
  response.setProperties(struct({ ...inputs, ...outputs }));
  return response;
}

async function read(resource, call) {
  const response = new provider.ReadResponse();
  const state = plain(call.getProperties());
  const different = await resource.read(call.getId(), state);
  if (!different) return response;
  const inputs = plain(call.getInputs());
  const given = Object.entries(different).filter(([key]) => key in inputs);
  response.setId(call.getId());
  response.setProperties(struct({ ...state, ...different }));
  response.setInputs(struct({ ...inputs, ...Object.fromEntries(given) }));
  return response;
}

async function update(resource, call) {
  const inputs = plain(call.getNews());
  const changed = call.getPreview()
    ? Object.fromEntries((resource.recomputed ?? []).map((key) => [key, unknown]))
    : await resource.update(call.getId(), inputs).catch((error) => fail(error, inputs));
  const response = new provider.UpdateResponse();
  response.setProperties(struct({ ...plain(call.getOlds()), ...inputs, ...(resource.recomputed && changed) }));
  return response;
}

/** Says with an error what of a resource is there all the same. */
function fail(error, inputs) {
  if (!error.made) throw error;
  const { id, outputs } = error.made;
  const detail = new provider.ErrorResourceInitFailed();
  detail.setId(id);
  detail.setInputs(struct(inputs));
  detail.setProperties(struct({ ...inputs, ...outputs }));
  detail.setReasonsList([error.message]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(error.message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  throw Object.assign(error, { metadata });
}

const unary = (handler) => (call, respond) =>
  handler(call.request).then(
    (response) => respond(null, response),
    ({ code = grpc.status.UNKNOWN, message, metadata }) => respond({ code, details: message, metadata }),
  );

/** Config arrives with its secrets marked, also where the provider does not ask for marks. */
const withoutMarks = (config) =>
  Object.fromEntries(Object.entries(config).map(([key, value]) => [key, value?.[markKey] ? value.value : value]));

const plain = (properties) => properties?.toJavaScript() ?? {};

const struct = (properties) =>
  Struct.fromJavaScript(Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)));

module.exports = { serve };
