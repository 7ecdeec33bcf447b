import { Client } from "../../sdk/src/api/client";
import type { Need } from "../../sdk/src/api/server-version";
import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { checkNeeds, checkServer } from "../../sdk/src/engine/needs";
import { clientOf, server } from "../api/client-of";
import { routes } from "../support/routes";
import { type ThingInputs, thingDefinition } from "./thing";

const inputs = { name: "a", size: 3 };

async function linesOf(
  check: typeof checkServer,
  client: Client,
  {
    olds = {},
    needs,
    before,
  }: { olds?: object; needs?: (inputs: Partial<ThingInputs>) => Need[]; before?: string } = {},
) {
  const failures = new CheckFailures();
  if (before) failures.add("name", before);
  const definition = thingDefinition(new Map(), needs && { needs });
  await check(definition, client, inputs, olds as Record<string, unknown>, failures);
  return failures.lines;
}

const nowhere = async () => {
  const { connection } = await clientOf(routes({}));
  return new Client({ ...connection, apiUrl: "http://127.0.0.1:9/api", requestTimeout: 1 });
};

describe("a server", () => {
  test("that is not there is told of once for all that goes there", async () => {
    const client = await nowhere();
    expect(await linesOf(checkServer, client)).toEqual([
      expect.stringMatching(/^no server answers at http:\/\/127\.0\.0\.1:9\/api/),
    ]);
    expect(await linesOf(checkServer, client)).toEqual([]);
  });

  test("that speaks the other dialect is told of by each", async () => {
    const client = await clientOf((received, response) => {
      const header = "X-PREFECT-API-VERSION";
      const refuses = received.headers[header.toLowerCase()] !== undefined;
      response.writeHead(refuses ? 400 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify({ detail: refuses ? `Invalid ${header}` : "Not found" }));
    });
    for (const _ of [1, 2]) {
      expect(await linesOf(checkServer, client)).toEqual([
        expect.stringContaining("is a Prefect server, and the dialect"),
      ]);
    }
  });

  test("that answers is not told of", async () => {
    expect(await linesOf(checkServer, await clientOf(routes({})))).toEqual([]);
  });

  test("that answers with an error is not told of: what needs it tells at apply", async () => {
    const broken = await clientOf((_, response) => void response.writeHead(403).end("{}"));
    expect(await linesOf(checkServer, broken)).toEqual([]);
  });

  test.each([
    ["another fault", { before: "is blank" }, ["`name` is blank"]],
    ["nothing to send", { olds: inputs }, []],
  ])("is not asked with %s", async (_, asked, lines) => {
    const client = await clientOf(routes({}));
    expect(await linesOf(checkServer, client, asked)).toEqual(lines);
    expect(server.received).toEqual([]);
  });

  test("is asked where something changes", async () => {
    const client = await clientOf(routes({}));
    await linesOf(checkServer, client, { olds: { ...inputs, size: 2 } });
    expect(server.received).toHaveLength(1);
  });
});

describe("what the server's version does not take", () => {
  const needs = ({ size }: Partial<ThingInputs>): Need[] => [
    { property: "size", since: size === 3 ? "3.1.0" : "3.0.0" },
    { property: "colour", before: "4.0.0" },
  ];

  test("is refused, and nothing else", async () => {
    const client = await clientOf(routes({}));
    expect(await linesOf(checkNeeds, client, { needs })).toEqual([
      `\`size\` needs a server of version 3.1.0 or later, and ${client.connection.apiUrl} is 3.0.8`,
    ]);
  });

  test.each([
    ["what has been there before", { needs, olds: inputs }, []],
    ["a kind without needs", {}, []],
    ["one of these that is there already", { olds: inputs }, []],
    ["another fault", { needs, before: "is blank" }, ["`name` is blank"]],
  ])("is not asked for with %s", async (_, asked, lines) => {
    const client = await clientOf(routes({}));
    expect(await linesOf(checkNeeds, client, asked)).toEqual(lines);
    expect(server.received).toEqual([]);
  });

  test("is refused where the old inputs needed something else", async () => {
    expect(await linesOf(checkNeeds, await clientOf(routes({})), { needs, olds: { ...inputs, size: 2 } })).toHaveLength(
      1,
    );
  });

  test("is not known of a server that does not tell its version, or is not there", async () => {
    const silent = await clientOf(routes({ "GET /admin/version": undefined, "POST /flows/filter": [] }));
    expect(await linesOf(checkNeeds, silent, { needs })).toEqual([]);
    expect(await linesOf(checkNeeds, await nowhere(), { needs })).toEqual([]);
  });
});
