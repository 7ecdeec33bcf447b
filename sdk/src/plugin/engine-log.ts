import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Tells the user something of a resource. Nothing else that a plugin writes is shown anywhere. */
export class EngineLog {
  #client: EngineClient | undefined;

  /** @param address of the engine; without one nothing is told */
  connect(address: string): void {
    this.#client = new EngineClient(address, credentials.createInsecure());
  }

  info = (urn: string, message: string): Promise<void> => this.#log(LogSeverity.INFO, urn, message);
  warn = (urn: string, message: string): Promise<void> => this.#log(LogSeverity.WARNING, urn, message);

  /** A line in whose place the next one stands. */
  progress = (urn: string, message: string): Promise<void> => this.#log(LogSeverity.INFO, urn, message, true);

  /** A line that does not arrive is no reason to fail. */
  #log(severity: LogSeverity, urn: string, message: string, isEphemeral = false): Promise<void> {
    const client = this.#client;
    if (!client) return Promise.resolve();
    const request = new LogRequest();
    request.setSeverity(severity);
    request.setUrn(urn);
    request.setMessage(message);
    request.setEphemeral(isEphemeral);
    return new Promise((resolve) => client.log(request, () => resolve()));
  }
}
