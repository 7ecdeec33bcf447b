import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { repository } from "../../scripts/lib/repository.mjs";

/** A provider of resources that do nothing. */
const source = `
const { Server, ServerCredentials } = require("@grpc/grpc-js");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const provider = require("@pulumi/pulumi/proto/provider_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");

const answers = {
  handshake() {
    const response = new provider.ProviderHandshakeResponse();
    response.setAcceptSecrets(true);
    return response;
  },
  getPluginInfo() {
    const response = new PluginInfo();
    response.setVersion("1.0.0");
    return response;
  },
  checkConfig: (request) => checked(request),
  diffConfig: () => new provider.DiffResponse(),
  configure() {
    const response = new provider.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    return response;
  },
  check: (request) => checked(request),
  diff(request) {
    const [olds, news] = [request.getOldInputs(), request.getNews()].map((one) => JSON.stringify(one.toJavaScript()));
    const response = new provider.DiffResponse();
    const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
    response.setChanges(olds === news ? DIFF_NONE : DIFF_SOME);
    return response;
  },
  create(request) {
    const response = new provider.CreateResponse();
    const { name } = request.getProperties().toJavaScript();
    response.setId(request.getPreview() ? "" : name);
    response.setProperties(request.getProperties());
    return response;
  },
  read(request) {
    const response = new provider.ReadResponse();
    response.setId(request.getId());
    response.setProperties(request.getProperties());
    response.setInputs(request.getInputs());
    return response;
  },
  update(request) {
    const response = new provider.UpdateResponse();
    response.setProperties(request.getNews());
    return response;
  },
  delete: () => new Empty(),
  cancel: () => new Empty(),
};

function checked(request) {
  const response = new provider.CheckResponse();
  response.setInputs(request.getNews());
  return response;
}

const server = new Server();
const handler = (answer) => (call, callback) => callback(null, answer(call.request));
server.addService(
  ResourceProviderService,
  Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, handler(answer)])),
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(port + "\\n");
});
`;

/** As one file that Pulumi starts, in the folder. */
export async function buildIdleProvider(folder) {
  const outfile = join(folder, "pulumi-resource-idle");
  await build({
    stdin: { contents: source, resolveDir: repository },
    outfile,
    banner: { js: "#!/usr/bin/env node" },
    bundle: true,
    platform: "node",
    format: "cjs",
    minify: true,
    logLevel: "error",
  });
  await chmod(outfile, 0o755);
}
