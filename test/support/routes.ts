import { json, type ScriptedServer } from "./scripted-server";

/** Answers by method and path, as a server of version 3.0.8 does. What is not among them is not there. */
export const routes =
  (answers: Record<string, unknown>): Parameters<typeof ScriptedServer.start>[0] =>
  (received, response) => {
    const known: Record<string, unknown> = { "GET /admin/version": "3.0.8", ...answers };
    const found = known[`${received.method} ${received.path}`];
    return (found === undefined ? json(404, { detail: "Not found" }) : json(200, found))(received, response);
  };
