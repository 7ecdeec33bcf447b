import { join } from "node:path";
import { build } from "esbuild";
import { repository } from "../../scripts/lib/repository.mjs";

/** The least that Pulumi's engine takes for a provider: its service, without a method. */
const source = `
const { Server, ServerCredentials } = require("@grpc/grpc-js");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const server = new Server();
server.addService(ResourceProviderService, {});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(port + "\\n");
});
`;

/** A bundle of nothing but the protocol, as what the start of a provider is compared with. */
export async function buildBareProvider(folder) {
  const outfile = join(folder, "bare-provider.js");
  const stdin = { contents: source, resolveDir: repository };
  await build({ stdin, outfile, bundle: true, platform: "node", format: "cjs", minify: true, logLevel: "error" });
  return outfile;
}
