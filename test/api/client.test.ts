import { type Client, path } from "../../sdk/src/api/client";
import { ConnectionError, LostAnswerError } from "../../sdk/src/api/errors";
import { serverVersion } from "../../sdk/src/api/server-version";
import { cutAnswer, halfAnAnswer, json, reset, silence } from "../support/scripted-server";
import { type Answer, busy, clientOf, fine, server, unexpected } from "./client-of";

test("every request carries the key, the API version and the package's name", async () => {
  const client = await clientOf(fine);
  await client.get("/flows/1");
  expect(server.received[0]!.headers).toMatchObject({
    authorization: "Bearer hush-key",
    "x-syntask-api-version": "0.8.4",
    "user-agent": expect.stringMatching(/^pulumi-syntask\/\d/),
  });
});

test("values in a path are percent-encoded", () => {
  expect(path`/flows/name/${"a b/ü?"}`).toBe("/flows/name/a%20b%2F%C3%BC%3F");
});

describe("is sent again", () => {
  test.each([
    ["a read after a 503", "GET", busy],
    ["a write after a 429", "POST", json(429, {}, { "Retry-After": "0" })],
    ["a read after a 502", "GET", json(502, {})],
    ["a read after a reset", "GET", reset],
    ["a read after a time-out", "GET", silence],
    ["a read after half an answer", "GET", halfAnAnswer(200, { id: "1" })],
    ["a read after an answer that ends too early", "GET", cutAnswer({ id: "1" })],
  ])("%s", async (_, method, failure) => {
    const client = await clientOf(failure, fine);
    const answer = method === "GET" ? client.get("/flows/1") : client.post("/flows/", {});
    expect(await answer).toEqual({ id: "1" });
    expect(server.received).toHaveLength(2);
  });

  test.each([
    ["a reset", reset],
    ["half an answer", halfAnAnswer(200, { id: "1" })],
    ["a 503", busy],
    ["a 502", json(502, {})],
  ])("a repeatable write after %s", async (_, failure) => {
    const client = await clientOf(failure, fine);
    expect(await client.post("/flows/", {}, { repeatable: true })).toEqual({ id: "1" });
  });

  test("a filter, which changes nothing, after half an answer", async () => {
    const client = await clientOf(halfAnAnswer(200, []), json(200, [{ id: "1" }]));
    expect(await client.filter("flows", {})).toEqual([{ id: "1" }]);
  });
});

const fatesUnknown: [string, Answer][] = [
  ["a reset", reset],
  ["a time-out", silence],
  ["half an answer", halfAnAnswer(201, { id: "1" })],
  ["an answer that ends too early", cutAnswer({ id: "1" })],
  ["a 502", json(502, {})],
  ["a 503, which the server also gives when a commit failed", busy],
  ["a 504", json(504, {})],
];

describe("a write that nobody knows the fate of", () => {
  test.each(fatesUnknown)("is sent once, and the error says so: %s", async (_, failure) => {
    const client = await clientOf(failure, fine);
    const error = await client.post("/automations/", {}).then(unexpected, (thrown) => thrown);
    expect(error).toBeInstanceOf(LostAnswerError);
    expect(error.message).toMatch(/POST \/automations\/.*; whether that was done is not known$/);
    expect(server.received).toHaveLength(1);
  });

  test("is told from one that was refused, and from one that never got there", async () => {
    const client = await clientOf(reset, json(422, { detail: "no" }));
    const refused = await client.post("/flows/", {}, { repeatable: true }).then(unexpected, (thrown) => thrown);
    expect(refused.message).toBe("POST /flows/ answered 422: no");
    await server.stop();
    const absent = await clientOf(fine);
    await server.stop();
    await expect(absent.post("/automations/", {})).rejects.toBeInstanceOf(ConnectionError);
  });

  test("stays one when its repeats fail too", async () => {
    const client = await clientOf(silence);
    await expect(client.put("/automations/1", {})).rejects.toBeInstanceOf(LostAnswerError);
  });
});

describe("is sent once", () => {
  test.each([
    ["what is not found", json(404, { detail: "Flow not found" })],
    ["what is refused", json(422, { detail: "no" })],
    ["what breaks the server", json(500, { exception_message: "Internal Server Error" })],
  ])("%s", async (_, failure) => {
    const client = await clientOf(failure, fine);
    await expect(client.post("/flows/", {})).rejects.toThrow();
    expect(server.received).toHaveLength(1);
  });
});

test("a write that cannot be repeated leaves on a connection of its own, so that no old one breaks under it", async () => {
  const client = await clientOf(fine);
  await client.post("/flows/", {}, { repeatable: true });
  await client.post("/automations/", {});
  await client.get("/flows/1");
  const [first, once, last] = server.received.map(({ connection }) => connection);
  expect(last).toBe(first);
  expect(once).not.toBe(first);
});

describe("a server that is away", () => {
  test("is waited for once it has answered, and writes too, as nothing reached it", async () => {
    const client = await clientOf(fine);
    await client.get("/flows/1");
    await server.stop();
    const answers = Promise.all([client.get("/flows/1"), client.post("/automations/", {})]);
    await new Promise((resume) => setTimeout(resume, 1_500));
    await server.startAgain();
    expect(await answers).toEqual([{ id: "1" }, { id: "1" }]);
  });

  test("is named at once when it has never answered", async () => {
    const client = await clientOf(fine);
    await server.stop();
    await expect(client.get("/flows/1")).rejects.toThrow(/no server answers at .*; start it, or set `syntask:apiUrl`/);
  });
});

test("a request that is not answered in time is given up, and says in which time", async () => {
  const client = await clientOf(silence);
  await expect(client.get("/flows/1")).rejects.toThrow(
    /^GET \/flows\/1 got no answer from .* \(the test\) within 0\.2 s$/,
  );
  expect(server.received).toHaveLength(3);
});

test("Retry-After is waited for", async () => {
  const client = await clientOf(json(429, {}, { "Retry-After": "1" }), fine);
  const start = Date.now();
  await client.get("/flows/1");
  expect(Date.now() - start).toBeGreaterThanOrEqual(990);
});

describe("a 404", () => {
  const missing = json(404, { detail: "Not Found" });
  const isGone = async (client: Client) => [await client.find("/flows/1"), await client.delete("/flows/1")];
  const notTheApi = /\(the test\) answers, but not as the API of Syntask does; check the URL, it usually ends in \/api/;

  test("means gone on a server that tells its version", async () => {
    const client = await clientOf(({ path }, response) =>
      (path === "/admin/version" ? json(200, "3.0.8") : missing)(null as never, response),
    );
    expect(await isGone(client)).toEqual([undefined, false]);
    expect(server.received.filter(({ path }) => path === "/admin/version")).toHaveLength(1);
  });

  test("means gone on a server that lists flows", async () => {
    const client = await clientOf(({ path }, response) =>
      (path === "/flows/filter" ? json(200, []) : missing)(null as never, response),
    );
    expect(await isGone(client)).toEqual([undefined, false]);
  });

  test.each([
    ["another path of the server answers it", missing],
    ["a proxy answers it", (_: unknown, response: any) => response.writeHead(404).end("default backend - 404")],
  ])("means nothing when %s", async (_, answer) => {
    const client = await clientOf(answer);
    await expect(client.find("/flows/1")).rejects.toThrow(notTheApi);
    await expect(client.delete("/flows/1")).rejects.toThrow(notTheApi);
  });

  test("means nothing when a proxy gives it that has lost the server behind it", async () => {
    const client = await clientOf(json(200, "3.0.8"), (_, response) => response.writeHead(404).end("no such host"));
    expect(await serverVersion(client)).toEqual([3, 0, 8]);
    await expect(client.delete("/flows/1")).rejects.toThrow(notTheApi);
  });
});

test.each([
  ["a page", (client: Client) => client.filter("flows", {})],
  ["objects by their ids", (client: Client) => client.byId("flows", "1")],
])("what is no list is not taken for %s", async (_, read) => {
  const client = await clientOf(json(200, { message: "welcome" }));
  await expect(read(client)).rejects.toThrow(/not as the API of Syntask does/);
});

test("a refusal says where and what, and repeats nothing of the request", async () => {
  const client = await clientOf(
    json(422, {
      exception_message: "Invalid request received.",
      exception_detail: [
        { loc: ["body", "data", "value"], msg: "Input should be a valid string", input: "hush-value" },
      ],
      request_body: { data: { value: "hush-value" } },
    }),
  );
  const error: Error = await client
    .post("/block_documents/", { data: { value: "hush-value" } })
    .then(unexpected, (thrown) => thrown);
  expect(error.message).toBe("POST /block_documents/ answered 422: data.value: Input should be a valid string");
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("hush");
});

test("a key that is refused says where to set it, and not what it is", async () => {
  const client = await clientOf(json(401, {}));
  const error: Error = await client.get("/flows/1").then(unexpected, (thrown) => thrown);
  expect(error.message).toContain("does not accept the API key; set `syntask:apiKey`");
  expect(error.message).not.toContain("hush");
});

test("a redirect is not followed, so that no key reaches another host", async () => {
  const client = await clientOf(json(307, {}, { Location: "https://elsewhere.invalid/api" }));
  await expect(client.post("/flows", {})).rejects.toThrow(/sends on to https:\/\/elsewhere.invalid\/api/);
  expect(server.received).toHaveLength(1);
});

test("a web page is not taken for an answer", async () => {
  const client = await clientOf((_, response) => response.setHeader("content-type", "text/html").end("<html>"));
  await expect(client.get("/flows/1")).rejects.toThrow(/answers with a web page.*usually ends in \/api/);
});

test("something remembered is loaded once, and again after a failed load", async () => {
  const client = await clientOf(fine);
  const load = jest.fn().mockRejectedValueOnce(new Error("no")).mockResolvedValue("yes");
  await expect(client.remember("key", load)).rejects.toThrow("no");
  expect(await client.remember("key", load)).toBe("yes");
  expect(await client.remember("key", load)).toBe("yes");
  expect(load).toHaveBeenCalledTimes(2);
});

describe("the server's time", () => {
  const at = (date: string, status = 200) => json(status, { id: "1" }, { Date: date });
  const ahead = (client: Client, date: string) => client.serverTime()!.getTime() - Date.parse(date);

  test("is not known before an answer", async () => {
    const client = await clientOf(fine);
    expect(client.serverTime()).toBeUndefined();
  });

  test("is the last answer's date and goes on from there, whatever the time is here", async () => {
    const client = await clientOf(at("Sat, 01 Jan 2050 10:00:00 GMT"), at("Sat, 01 Jan 2050 12:00:00 GMT"));
    await client.get("/flows/1");
    await client.get("/flows/1");
    await new Promise((resume) => setTimeout(resume, 50));
    expect(ahead(client, "2050-01-01T12:00:00Z")).toBeGreaterThanOrEqual(49);
    expect(ahead(client, "2050-01-01T12:00:00Z")).toBeLessThan(60_000);
  });

  test("is told by refusals too", async () => {
    const client = await clientOf(at("Sat, 01 Jan 2050 10:00:00 GMT", 422));
    await expect(client.get("/flows/1")).rejects.toThrow("answered 422");
    expect(ahead(client, "2050-01-01T10:00:00Z")).toBeGreaterThanOrEqual(0);
  });
});
