import type { Client } from "../../sdk/src/api/client";
import { refusalOf, refuseOldServer, type ServerVersion, serverVersion } from "../../sdk/src/api/server-version";
import { json } from "../support/scripted-server";
import { type Answer, clientOf, server, unexpected } from "./client-of";

const missing = json(404, { detail: "Not Found" });
const telling = (version: unknown) => json(200, version);
const failureOf = (check: Promise<unknown>): Promise<Error> => check.then(unexpected, (error) => error);

test.each<[unknown, ServerVersion | undefined]>([
  ["3.0.8", [3, 0, 8]],
  ["3.1", [3, 1, 0]],
  ["3.2.7.dev1+2.gabc", [3, 2, 7]],
  ["nightly", undefined],
])("a server that tells %j has the version %j", async (told, version) => {
  const client = await clientOf(telling(told), json(200, []));
  expect(await serverVersion(client)).toEqual(version);
});

test("the version is asked for once, in the header of the other dialect, which a server of it refuses", async () => {
  const client = await clientOf(telling("3.0.8"));
  await Promise.all([serverVersion(client), serverVersion(client)]);
  await serverVersion(client);
  expect(server.received.map(({ method, path, headers }) => [method, path, headers["x-prefect-api-version"]])).toEqual([
    ["GET", "/admin/version", "none"],
  ]);
});

test("a server of the other dialect is named, with the line that sets it", async () => {
  const refusal = json(400, { detail: "Invalid X-PREFECT-API-VERSION header format." });
  const failure = await failureOf(serverVersion(await clientOf(refusal)));
  expect(failure.message).toBe(
    `${server.url} is a Prefect server, and the dialect is "syntask"; run \`pulumi config set syntask:dialect prefect\``,
  );
});

test.each<[string, Answer, string]>([
  ["another refusal", json(400, { detail: "no" }), "GET /admin/version answered 400: no"],
  [
    "the same words with another status",
    json(422, { detail: "X-PREFECT-API-VERSION" }),
    "GET /admin/version answered 422: X-PREFECT-API-VERSION",
  ],
])("is not taken for the other dialect: %s", async (_, answer, line) => {
  expect((await failureOf(serverVersion(await clientOf(answer)))).message).toBe(line);
});

describe("a server that does not tell its version", () => {
  test.each<[string, Answer]>([
    ["has no such path", missing],
    ["tells something else", telling({ app: "x" })],
  ])("is the API when it lists flows: it %s", async (_, answer) => {
    const client = await clientOf(answer, json(200, []));
    expect(await serverVersion(client)).toBeUndefined();
    expect(server.received.at(-1)).toMatchObject({ method: "POST", path: "/flows/filter", body: { limit: 1 } });
  });

  test.each<[string, Answer]>([
    ["is not there", missing],
    ["is no list", json(200, { message: "welcome" })],
  ])("is not the API when its list of flows %s", async (_, flows) => {
    const failure = await failureOf(serverVersion(await clientOf(missing, flows)));
    expect(failure.message).toContain("answers, but not as the API of Syntask does");
  });

  test("fails with the reason where flows may not be listed", async () => {
    const failure = await failureOf(serverVersion(await clientOf(missing, json(403, { detail: "Not allowed" }))));
    expect(failure.message).toBe("POST /flows/filter answered 403: Not allowed");
  });
});

test.each([
  ["3.0.0", false],
  ["3.0.8", false],
  ["4.0.0", false],
  ["2.99.99", true],
  ["2.20", true],
])("whether a server of version %s is too old: %s", async (version, isOld) => {
  const check = refuseOldServer(await clientOf(telling(version)));
  if (!isOld) return check;
  const numbers = version === "2.20" ? "2.20.0" : version;
  expect((await failureOf(check)).message).toBe(
    `${server.url} is a server of version ${numbers}; this package needs 3.0.0 or later`,
  );
});

test.each<[string, object, ServerVersion, string | undefined]>([
  ["newer", { since: "3.1.2" }, [3, 1, 3], undefined],
  ["just as new", { since: "3.1.2" }, [3, 1, 2], undefined],
  ["older", { since: "3.1.2" }, [3, 1, 1], "needs a server of version 3.1.2 or later, and https://a/api is 3.1.1"],
  ["much older", { since: "3.1.2" }, [2, 9, 9], "needs a server of version 3.1.2 or later, and https://a/api is 2.9.9"],
  ["before the end", { before: "3.2.0" }, [3, 1, 9], undefined],
  [
    "at the end",
    { before: "3.2.0" },
    [3, 2, 0],
    "is not part of servers from version 3.2.0, and https://a/api is 3.2.0",
  ],
  [
    "after the end",
    { before: "3.2.0" },
    [4, 0, 0],
    "is not part of servers from version 3.2.0, and https://a/api is 4.0.0",
  ],
  ["no matter", {}, [3, 0, 0], undefined],
])("what a server that is %s takes", (_, need, version, refusal) => {
  expect(refusalOf(need, version, { connection: { apiUrl: "https://a/api" } } as Client)).toBe(refusal);
});
