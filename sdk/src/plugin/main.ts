import { connect } from "node:net";
import { Server, ServerCredentials, status, type UntypedHandleCall } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { bundles, findIn, type Modules, runBundle } from "./bundles.js";

/** Largest message that Pulumi's engine sends or takes, in bytes. */
const largestMessage = 400 * 1024 * 1024;
/** Milliseconds between two looks for the engine. */
const watchInterval = 5_000;

type Methods = Record<string, UntypedHandleCall>;

/** Starts the provider: its port, which the engine reads, is all that it writes. */
function main(): void {
  const address = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";
  const server = new Server({
    "grpc.max_receive_message_length": largestMessage,
    "grpc.max_send_message_length": largestMessage,
  });
  server.addService(ResourceProviderService as any, methodsLoadedLater(address));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  setInterval(() => leaveWithout(address), watchInterval).unref();
}

/** Every method of the protocol; what they do is loaded with the first call, so that the port is there soon. */
function methodsLoadedLater(address: string): Methods {
  let loaded: Methods | undefined;
  const methods = (): Methods => {
    loaded ??= runBundle<typeof import("./service.js")>(bundles().provider, findIn(protocolModules())).service(address);
    return loaded;
  };
  const all = Object.entries(ResourceProviderService as unknown as Record<string, { path: string }>);
  return Object.fromEntries(
    all.map(([name, { path }]) => [
      name,
      (call: any, answer?: any) => {
        const method = methods()[name] as ((call: any, answer: any) => void) | undefined;
        if (method) return method(call, answer);
        const unknown = { code: status.UNIMPLEMENTED, details: `the provider has no method ${path}` };
        return answer ? answer(unknown) : call.emit("error", unknown);
      },
    ]),
  );
}

const protocolModules = (): Modules => require("./protocol-modules.js") as Modules;

/**
 * A Pulumi that was killed ends no plugin: this one leaves as soon as who started it is gone. Others that attach to a
 * running provider come and go.
 */
function leaveWithout(address: string): void {
  const [, host, port] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (!port) return;
  const socket = connect(Number(port), host, () => socket.end());
  socket.on("error", () => process.exit(0));
}

main();
