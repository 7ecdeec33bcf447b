import { CountingProxy } from "../support/counting-proxy";
import { serverUrl, unique } from "../support/raw-api";
import { failureOf, resource } from "../support/resource";

/** A resource on the test server, which says to be of another version. */
async function onVersion<T>(
  version: string,
  kind: string,
  use: (engine: ReturnType<typeof resource>, url: string) => T,
) {
  const proxy = await CountingProxy.start(serverUrl(), { version });
  try {
    return await use(resource(kind, { "syntask:apiUrl": proxy.url }), proxy.url);
  } finally {
    await proxy.stop();
  }
}

const deployment = { name: "nightly", flow: "etl", entrypoint: "etl.py:main" };

test.each(["2.20.25", "2.9.0"])("a server of version %s is refused by the first call", async (version) => {
  await onVersion(version, "Variable", async (variable, url) => {
    const name = unique("old").replaceAll("-", "_");
    expect(await failureOf(variable.up({ name, value: 1 }))).toBe(
      `variable "${name}": ${url} is a server of version ${version}; this package needs 3.0.0 or later`,
    );
  });
});

test.each(["3.0.0", "3.6.1", "4.0.0rc1", "3.1"])("a server of version %s is used", async (version) => {
  await onVersion(version, "Variable", async (variable) => {
    expect(await variable.up({ name: unique("new").replaceAll("-", "_"), value: 1 })).toBe("created");
    await variable.destroy();
  });
});

test("a field that the server's version refuses is named at preview", async () => {
  await onVersion("3.0.2", "Deployment", async (engine, url) => {
    expect(await engine.check({ ...deployment, collisionStrategy: "ENQUEUE" })).toEqual([
      `\`collisionStrategy\` needs a server of version 3.0.3 or later, and ${url} is 3.0.2`,
    ]);
  });
  await onVersion("3.1.15", "Deployment", async (engine, url) => {
    const schedules = [{ cron: "@daily", slug: "daily", parameters: { size: 1 }, replaces: "nightly" }];
    expect(await engine.check({ ...deployment, schedules })).toEqual(
      ["slug", "parameters", "replaces"].map(
        (option) => `\`schedules[0].${option}\` needs a server of version 3.2.0 or later, and ${url} is 3.1.15`,
      ),
    );
  });
  await onVersion("3.1.0", "Deployment", async (engine, url) => {
    const schedules = [{ cron: "@daily" }, { interval: 60, catchup: true, maxActiveRuns: 1 }];
    expect(await engine.check({ ...deployment, schedules })).toEqual([
      `\`schedules[1].maxActiveRuns\` is not part of servers from version 3.1.0, and ${url} is 3.1.0`,
      `\`schedules[1].catchup\` is not part of servers from version 3.1.0, and ${url} is 3.1.0`,
    ]);
  });
  await onVersion("3.6.29", "ServerDefaultResultStorage", async (engine, url) => {
    expect(await engine.check({ block: "0f1c0a68-6f5d-4d3c-9f0e-1c9f3a1f2b11" })).toEqual([
      `needs a server of version 3.7.0 or later, and ${url} is 3.6.29`,
    ]);
  });
  await onVersion("3.4.2", "FlowRunNotificationPolicy", async (engine, url) => {
    expect(await engine.check({ block: "0f1c0a68-6f5d-4d3c-9f0e-1c9f3a1f2b11" })).toEqual([
      `is not part of servers from version 3.4.0, and ${url} is 3.4.2`,
    ]);
  });
});

test("a server that is not there is told of at preview, once for all that goes there", async () => {
  const engine = resource("Deployment", { "syntask:apiUrl": "http://127.0.0.1:9/api" });
  expect(await engine.check({ ...deployment, collisionStrategy: "ENQUEUE" })).toEqual([
    "no server answers at http://127.0.0.1:9/api (`syntask:apiUrl` in the stack's config); start it, or set `syntask:apiUrl`",
  ]);
  expect(await engine.check(deployment)).toEqual([]);
});

test("a URL of the server that is not that of its API is told of at preview", async () => {
  const url = serverUrl().replace(/\/api$/, "");
  const engine = resource("Deployment", { "syntask:apiUrl": url });
  expect(await engine.check(deployment)).toEqual([
    `${url} (\`syntask:apiUrl\` in the stack's config) answers, but not as the API of Prefect does; check the URL, it usually ends in /api`,
  ]);
});
