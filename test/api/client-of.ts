import { Client } from "../../sdk/src/api/client";
import { dialectOf } from "../../sdk/src/api/dialect";
import { json, ScriptedServer, silence } from "../support/scripted-server";

/** What a server does with a request. */
export type Answer = Parameters<typeof ScriptedServer.start>[0];

/** The server of the test that runs. */
export let server: ScriptedServer;
afterEach(() => server?.stop());

/** A client of a server that gives some answers, the last one for ever. One that is silent is waited for a moment only. */
export async function clientOf(...answers: Answer[]): Promise<Client> {
  server = await ScriptedServer.start(...answers);
  return new Client({
    apiUrl: server.url,
    apiKey: "hush-key",
    keyAdvice: "set `syntask:apiKey`",
    uiUrl: server.url,
    dialect: dialectOf("syntask"),
    source: "the test",
    requestTimeout: answers.includes(silence) ? 0.2 : 30,
    insecure: false,
  });
}

export const unexpected = () => new Error("nothing was refused");

export const busy = json(503, { exception_message: "Service Unavailable" });
export const fine = json(200, { id: "1" });
