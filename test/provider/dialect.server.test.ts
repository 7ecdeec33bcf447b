import { CountingProxy } from "../support/counting-proxy";
import { serverUrl, unique } from "../support/raw-api";
import { resource } from "../support/resource";
import { json, ScriptedServer } from "../support/scripted-server";

const other = (url: string, key = "syntask:dialect") =>
  `${url} is a Prefect server, and the dialect is "syntask"; run \`pulumi config set ${key} prefect\``;

const asSyntask = { "syntask:dialect": "syntask" };
const variable = () => ({ name: unique("dialect").replaceAll("-", "_"), value: 1 });

test("a server of the other dialect is found out at preview, with the line to write", async () => {
  const engine = resource("Variable", asSyntask);
  expect(await engine.check(variable())).toEqual([other(serverUrl())]);
});

test("of a named connection, the line names its own setting", async () => {
  const engine = resource("Variable", { "syntask:dialect": "syntask", "syntask-prod:apiUrl": serverUrl() });
  expect(await engine.check({ ...variable(), connection: "prod" })).toEqual([
    other(serverUrl(), "syntask-prod:dialect"),
  ]);
});

test("a Syntask server that is taken for a Prefect one is found out too", async () => {
  const detail = "Invalid X-SYNTASK-API-VERSION header format.Expected header in format 'x.y.z' but received none";
  const server = await ScriptedServer.start(json(400, { detail }));
  try {
    const engine = resource("Variable", { "syntask:apiUrl": server.url });
    expect(await engine.check(variable())).toEqual([
      `${server.url} is a Syntask server, and the dialect is "prefect"; run \`pulumi config set syntask:dialect syntask\``,
    ]);
    expect(server.received[0]!.headers).toMatchObject({
      "x-syntask-api-version": "none",
      "x-prefect-api-version": "0.8.4",
    });
  } finally {
    await server.stop();
  }
});

test("what changes asks for the dialect, and what does not change asks for nothing", async () => {
  const proxy = await CountingProxy.start(serverUrl());
  const inputs = variable();
  try {
    const engine = resource("Variable", { "syntask:apiUrl": proxy.url });
    await engine.up(inputs);
    const changed = resource("Variable", { ...asSyntask, "syntask:apiUrl": proxy.url });
    changed.stored = engine.stored;
    proxy.reset();
    expect(await changed.check(inputs)).toEqual([]);
    expect(proxy.calls).toEqual({});
    expect(await changed.check({ ...inputs, value: 2 })).toEqual([other(proxy.url)]);
    await engine.destroy();
  } finally {
    await proxy.stop();
  }
});

test("one question serves for a whole process", async () => {
  const proxy = await CountingProxy.start(serverUrl());
  try {
    const engines = ["Variable", "Variable", "Variable"].map((kind) => resource(kind, { "syntask:apiUrl": proxy.url }));
    for (const engine of engines) expect(await engine.check(variable())).toEqual([]);
    expect(proxy.calls["GET /api/admin/version 200"]).toBe(1);
  } finally {
    await proxy.stop();
  }
});
