import { connect } from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { EngineLog } from "./engine-log.js";
import { type Engine, service } from "./service.js";

/** Largest message that Pulumi's engine sends or takes, in bytes. */
const largestMessage = 400 * 1024 * 1024;
/** Milliseconds between two looks for the engine. */
const watchInterval = 5_000;

/** Starts the provider: its port, which the engine reads, is all that it writes. */
function main(): void {
  const address = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";
  const engine: Engine = { log: new EngineLog(), address };
  if (address) engine.log.connect(address);
  const server = new Server({
    "grpc.max_receive_message_length": largestMessage,
    "grpc.max_send_message_length": largestMessage,
  });
  server.addService(ResourceProviderService as any, service(engine));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  setInterval(() => leaveWithout(address), watchInterval).unref();
}

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
