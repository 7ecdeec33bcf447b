import type { Client } from "../../sdk/src/api/client";
import { json } from "../support/scripted-server";
import { type Answer, busy, clientOf, fine, server } from "./client-of";

/** Waits until what is on its way has come, on a busy machine too. */
async function quiet(): Promise<void> {
  await new Promise((resume) => setTimeout(resume, 50));
  for (let round = 0; round < 50; round++) await new Promise((resume) => setImmediate(resume));
}

describe("at one time", () => {
  /** How many requests a server has that keeps them until no more come, when some others were answered before. */
  async function mostAtOnce(send: (client: Client) => Promise<unknown>, ...before: Answer[]): Promise<number> {
    const kept: (() => void)[] = [];
    let most = 0;
    const keep: Answer = async (received, response) => {
      const count = kept.push(() => fine(received, response));
      most = Math.max(most, count);
      await quiet();
      if (kept.length === count) for (const answer of kept.splice(0)) answer();
    };
    const client = await clientOf(...before, keep);
    while (server.received.length < before.length) await send(client).catch(() => undefined);
    await Promise.all(Array.from({ length: 16 }, () => send(client)));
    return most;
  }
  const read = (client: Client) => client.get("/flows/1");
  const write = (client: Client) => client.patch("/flows/1", {});
  const sentOnce = (client: Client) => client.post("/automations/", {});
  const times = (count: number, answer: Answer) => Array.from({ length: count }, () => answer);

  test("a server gets eight reads", async () => {
    expect(await mostAtOnce(read)).toBe(8);
  });

  test("a server gets four writes, as SQLite loses more than that", async () => {
    expect(await mostAtOnce(write)).toBe(4);
  });

  test.each([
    ["429", json(429, { detail: "no" })],
    ["503", busy],
  ])("a server gets half as many writes after a %s", async (_, overloaded) => {
    expect(await mostAtOnce(sentOnce, overloaded)).toBe(2);
  });

  test("a server gets as many as before after another refusal", async () => {
    expect(await mostAtOnce(sentOnce, json(500, {}))).toBe(4);
  });

  test("a server gets one block after the other, beside other writes", async () => {
    const block = (client: Client) => client.patch("/block_documents/1", {});
    expect(await mostAtOnce(block)).toBe(1);
    await server.stop();
    expect(await mostAtOnce((client) => Promise.all([block(client), write(client)]))).toBe(4);
  });

  test("a server that had a block refused as busy gets the next ones alone", async () => {
    const block = (client: Client) => client.patch("/block_documents/1", {});
    const kept: string[] = [];
    let beside = 0;
    const keep: Answer = async (received, response) => {
      kept.push(received.path);
      await quiet();
      if (kept.length > 1 && kept.some((path) => path.includes("block_documents"))) beside++;
      kept.splice(kept.indexOf(received.path), 1);
      fine(received, response);
    };
    const client = await clientOf(busy, keep);
    await block(client);
    await Promise.all(Array.from({ length: 4 }, () => [write(client), block(client)]).flat());
    expect(beside).toBe(0);
  });

  test("a server gets more writes, up to ten, the longer it does well", async () => {
    expect(await mostAtOnce(write, ...times(20, fine))).toBe(5);
    await server.stop();
    expect(await mostAtOnce(write, ...times(160, fine))).toBe(10);
  });
});

describe("CSRF protection", () => {
  const wanted = json(403, { detail: "Missing CSRF token." });
  const token = (expiration: number) =>
    json(200, { token: "t1", client: "c", expiration: new Date(Date.now() + expiration).toISOString() });
  const methods = () => server.received.map(({ method, path }) => `${method} ${path.split("?")[0]}`);

  test("costs nothing where the server does not want it", async () => {
    const client = await clientOf(fine);
    await client.post("/flows/", {});
    expect(methods()).toEqual(["POST /flows/"]);
  });

  test("gets a token once the server wants it, and keeps it", async () => {
    const client = await clientOf(wanted, token(3_600_000), fine);
    await client.post("/flows/", {});
    await client.post("/flows/", {});
    expect(methods()).toEqual(["POST /flows/", "GET /csrf-token", "POST /flows/", "POST /flows/"]);
    expect(server.received[3]!.headers).toMatchObject({
      "syntask-csrf-token": "t1",
      "syntask-csrf-client": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("gets a token after other failures too", async () => {
    const limited = json(429, {});
    const client = await clientOf(limited, limited, wanted, token(3_600_000), fine);
    expect(await client.post("/flows/", {})).toEqual({ id: "1" });
  });

  test("asks for another token once, and not for ever", async () => {
    const client = await clientOf(({ path }, response) =>
      (path.startsWith("/csrf-token") ? token(3_600_000) : wanted)(null as never, response),
    );
    await expect(client.post("/flows/", {})).rejects.toThrow("answered 403: Missing CSRF token.");
    expect(methods().filter((call) => call === "POST /flows/")).toHaveLength(2);
  });

  test("renews a token before it ends", async () => {
    const client = await clientOf(wanted, token(1_000), token(3_600_000), fine);
    await client.post("/flows/", {});
    expect(methods()).toEqual(["POST /flows/", "GET /csrf-token", "GET /csrf-token", "POST /flows/"]);
  });
});
