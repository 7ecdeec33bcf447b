import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import type { Pipeline } from "@azure/storage-blob";

/** Milliseconds without a byte in either direction after which a connection counts as lost. */
const longestSilence = 60_000;

/**
 * Ends connections that have gone silent, so that the SDK tries again and fails in the end. It has no bound of its own, and
 * one for whole requests would end large uploads. The proxy of the environment keeps its own connections.
 */
export function boundSockets(pipeline: Pipeline, milliseconds = longestSilence): Pipeline {
  const options = { keepAlive: true, timeout: milliseconds };
  const agents = { "http:": ended(new HttpAgent(options)), "https:": ended(new HttpsAgent(options)) };
  pipeline.factories.push({
    create: (next) => ({
      sendRequest(request) {
        request.agent ??= agents[new URL(request.url).protocol as keyof typeof agents];
        return next.sendRequest(request);
      },
    }),
  });
  return pipeline;
}

/** An agent's time-out is an event alone. */
function ended<A extends HttpAgent>(agent: A): A {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback) as Socket;
    return socket.on("timeout", () =>
      socket.destroy(Object.assign(new Error("it went silent"), { code: "ETIMEDOUT" })),
    );
  };
  return agent;
}
