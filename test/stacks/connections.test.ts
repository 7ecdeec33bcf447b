import { CountingProxy } from "../support/counting-proxy";
import { raw, serverUrl, unique } from "../support/raw-api";
import { json, ScriptedServer } from "../support/scripted-server";
import { SecondServer } from "../support/second-server";
import { Stack } from "../support/stack";

const name = unique("shared").replaceAll("-", "_");

describe("two workspaces in one stack", () => {
  let second: SecondServer;
  let stack: Stack;
  beforeAll(async () => {
    second = await SecondServer.start();
    stack = await Stack.create({
      program: `
        new syntask.Variable("here", { name: "${name}", value: "here" });
        new syntask.Variable("there", { name: "${name}", value: "there", connection: "prod" });
        const secret = new syntask.Secret("there-secret", { name: "token", value: "abc", connection: "prod" });
        const pool = new syntask.WorkPool("there-pool", { name: "pool", type: "process", connection: "prod" });
        exports.url = new syntask.Deployment("there-deployment", {
          name: "nightly", flow: "etl", entrypoint: "etl.py:main", workPool: pool, connection: "prod",
          pullSteps: [{ "prefect.deployments.steps.git_clone": { repository: "https://example.com/a.git", access_token: secret.reference } }],
        }).url;
        exports.found = syntask.getVariableOutput({ name: "${name}", connection: "prod" }).value;
      `,
      config: {
        "syntask:apiUrl": serverUrl(),
        "syntask:dialect": "prefect",
        "syntask-prod:apiUrl": second.url,
      },
    });
  });
  afterAll(async () => {
    await stack?.remove();
    await second.stop();
  });

  const there = (path: string) => fetch(second.url + path).then((response) => response.json());

  test("each object goes to its own, under the same name", async () => {
    await fetch(`${second.url}/variables/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, value: "there" }),
    });
    await stack.up();
    expect(await raw("GET", `/variables/name/${name}`)).toMatchObject({ value: "here" });
    expect(await there(`/variables/name/${name}`)).toMatchObject({ value: "there" });
    expect(await there("/deployments/name/etl/nightly")).toMatchObject({ work_pool_name: "pool" });
    await expect(raw("GET", "/deployments/name/etl/nightly")).rejects.toMatchObject({ status: 404 });
    const { url, found } = await stack.outputs();
    expect(url).toContain(second.url.replace(/\/api$/, "/deployments/deployment/"));
    expect(found).toBe("there");
    await stack.preview("--refresh", "--expect-no-changes");
  });

  test("an error says which of the two it is about", async () => {
    await stack.write(`new syntask.Variable("there", { name: "${name}", value: "mine", connection: "prod" });
      new syntask.Variable("lost", { name: "lost", value: 1, connection: "staging" });`);
    const { output } = await stack.run("up", "--yes", "--skip-preview");
    expect(output).toContain('"staging" is not configured; run `pulumi config set syntask-staging:apiUrl <URL>`');
    await stack.write(`new syntask.Variable("another", { name: "${name}", value: "other", connection: "prod" });`);
    const { output: refused } = await stack.run("up", "--yes", "--skip-preview", "--target", "**another");
    expect(refused).toContain(`variable "${name}" on "prod": exists already and differs in \`value\``);
  });

  test("a pool of the same name on another server is neither changed nor deleted when the URL is pointed there", async () => {
    const pool = `${name}_pool`;
    const program = (description: string) =>
      `new syntask.WorkPool("${pool}", { type: "process", description: "${description}" });`;
    const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
    const moved = await Stack.create({ program: program("ours"), config });
    try {
      await moved.up();
      await fetch(`${second.url}/work_pools/`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: pool, type: "process", description: "theirs" }),
      });
      await moved.expect("config", "set", "syntask:apiUrl", second.url);
      await moved.write(program("edited"));
      const { code, output } = await moved.run("up", "--yes", "--skip-preview");
      expect(code).not.toBe(0);
      expect(output).toContain("was deleted on the server, and somebody has made another one of its name");
      await moved.destroy("--run-program");
      expect(await there(`/work_pools/${pool}`)).toMatchObject({ description: "theirs" });
      expect(await raw("GET", `/work_pools/${pool}`)).toMatchObject({ description: "ours" });
    } finally {
      await moved.remove();
      await raw("DELETE", `/work_pools/${pool}`);
    }
  });
});

describe("a server that is made by a program", () => {
  const variable = `${name}_fresh`;
  const program = (connection: string) => `
    const service = new syntask.Variable("${variable}_service", { value: 1 });
    new syntask.Variable("${variable}", { value: 1, connection: ${connection} });`;
  const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };

  test("is refused at preview as the server of the same one, before anything is made", async () => {
    const stack = await Stack.create({ program: program(`service.id.apply(() => "${serverUrl()}")`), config });
    try {
      const { code, output } = await stack.run("preview");
      expect(code).not.toBe(0);
      expect(output).toContain(
        "`connection` is not known before `up`, and a preview asks its server; write a name whose URL is in the config, and put a server that this program makes into a project of its own\n",
      );
      await stack.write(program(`pulumi.output("${serverUrl()}")`));
      const { code: second, output: refused } = await stack.run("preview");
      expect(second).not.toBe(0);
      expect(refused).toContain(`"${serverUrl()}" is a URL, and \`connection\` is a name`);
      await expect(raw("GET", `/variables/name/${variable}_service`)).rejects.toMatchObject({ status: 404 });
    } finally {
      await stack.remove();
    }
  });

  test("is the server of another one, which has its URL in the config", async () => {
    const server = await Stack.create({ program: `exports.apiUrl = pulumi.output("${serverUrl()}");` });
    const flows = await Stack.create({
      program: `new syntask.Variable("${variable}", { value: 1 });`,
      config: { "syntask:dialect": "prefect" },
    });
    try {
      await server.up();
      await flows.expect("config", "set", "syntask:apiUrl", (await server.outputs()).apiUrl);
      await flows.preview();
      await flows.up();
      expect(await raw("GET", `/variables/name/${variable}`)).toMatchObject({ value: 1 });
    } finally {
      await flows.remove();
      await server.remove();
    }
  });
});

test("a rotated key and a moved URL change nothing, and refresh, update and destroy work after it", async () => {
  const before = await CountingProxy.start(serverUrl(), { key: "old-key" });
  const after = await CountingProxy.start(serverUrl(), { key: "new-key" });
  const program = (value: number) => `
    new syntask.Variable("${name}_rotated", { value: ${value} });
    new syntask.Secret("${name.replaceAll("_", "-")}-rotated", { value: "abc" });`;
  const stack = await Stack.create({
    program: program(1),
    config: { "syntask:apiUrl": before.url, "syntask:dialect": "prefect" },
    secretConfig: { "syntask:apiKey": "old-key" },
  });
  try {
    await stack.up();
    await before.stop();
    await stack.expect("config", "set", "syntask:apiUrl", after.url);
    await stack.expect("config", "set", "--secret", "syntask:apiKey", "new-key");
    await stack.preview("--expect-no-changes", "--diff");
    const { output } = await stack.run("refresh", "--yes", "--skip-preview");
    expect(output).toContain("; after a change of the stack's config, add `--run-program`");
    await stack.refresh("--run-program", "--expect-no-changes");
    await stack.write(program(2));
    await stack.up();
    expect(await raw("GET", `/variables/name/${name}_rotated`)).toMatchObject({ value: 2 });
    expect(await stack.state()).not.toMatch(/old-key|new-key/);
    await stack.destroy("--run-program");
    await expect(raw("GET", `/variables/name/${name}_rotated`)).rejects.toMatchObject({ status: 404 });
  } finally {
    await stack.remove();
    await after.stop();
  }
});

test("a key in the environment does not reach the server of the stack's config unless the stack says so", async () => {
  const gateway = await CountingProxy.start(serverUrl(), { key: "environment-key" });
  const stranger = await ScriptedServer.start(json(401, { detail: "Invalid authentication credentials" }));
  const stack = await Stack.create({
    program: `new syntask.Variable("${name}_key", { value: 1 });`,
    config: { "syntask:apiUrl": stranger.url, "syntask:dialect": "prefect" },
    environment: { SYNTASK_API_KEY: "environment-key", PREFECT_API_KEY: "environment-key" },
  });
  try {
    const { output } = await stack.run("up", "--yes", "--skip-preview");
    expect(output).toContain(
      `${stranger.url} (\`syntask:apiUrl\` in the stack's config) wants an API key; SYNTASK_API_KEY was left out,`,
    );
    expect(stranger.received.length).toBeGreaterThan(0);
    expect(stranger.received.filter(({ headers }) => headers.authorization)).toEqual([]);
    await stack.expect("config", "set", "syntask:apiUrl", gateway.url);
    await stack.expect("config", "set", "syntask:apiKeyFromEnvironment", "true");
    await stack.up();
    expect(await raw("GET", `/variables/name/${name}_key`)).toMatchObject({ value: 1 });
    expect(await stack.state()).not.toContain("environment-key");
  } finally {
    await stack.remove();
    await gateway.stop();
    await stranger.stop();
  }
});

describe("a URL that does not lead to the API", () => {
  const variable = `${name}_kept`;
  const pool = unique("kept");
  let ingress: ScriptedServer;
  let stack: Stack;
  beforeAll(async () => {
    ingress = await ScriptedServer.start((_, response) => response.writeHead(404).end("default backend - 404"));
    stack = await Stack.create({
      program: `
        new syntask.Variable("kept", { name: "${variable}", value: 1 });
        const workPool = new syntask.WorkPool("kept", { name: "${pool}", type: "process" });
        new syntask.Deployment("kept", { name: "${pool}", flow: "${pool}", entrypoint: "etl.py:main", workPool });`,
      config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
    });
    await stack.up();
  });
  afterAll(async () => {
    await stack.expect("config", "set", "syntask:apiUrl", serverUrl());
    await stack.destroy("--run-program");
    await stack.remove();
    await ingress.stop();
  });

  const wrong: [string, () => string][] = [
    ["a slip in its path", () => `${serverUrl()}/v2`],
    ["an ingress that answers 404", () => ingress.url],
  ];
  const commands: [string, string[]][] = [
    ["destroy", ["destroy", "--yes", "--skip-preview", "--run-program"]],
    ["refresh", ["refresh", "--yes", "--skip-preview", "--run-program"]],
    ["up --refresh", ["up", "--yes", "--skip-preview", "--refresh"]],
  ];
  const cases = wrong.flatMap(([place, url]) => commands.map(([title, args]) => ({ place, url, title, args })));

  test.each(cases)("$title fails with one line and keeps the state: $place", async ({ url, args }) => {
    await stack.expect("config", "set", "syntask:apiUrl", url());
    const before = await idsOf(stack);
    const { code, output } = await stack.run(...args);
    expect(code).not.toBe(0);
    const line = `${url()} (\`syntask:apiUrl\` in the stack's config) answers, but not as the API of Prefect does; check the URL, it usually ends in /api`;
    expect(output).toContain(line);
    expect(output).not.toMatch(/^\s+at /m);
    expect(await idsOf(stack)).toEqual(before);
    expect(await raw("GET", `/variables/name/${variable}`)).toMatchObject({ value: 1 });
    expect(await raw("GET", `/work_pools/${pool}`)).toMatchObject({ name: pool });
  });
});

/** The ids in the state, by their resources. */
async function idsOf(stack: Stack): Promise<Record<string, string>> {
  const { resources } = JSON.parse(await stack.state()).checkpoint.latest;
  return Object.fromEntries(resources.map(({ urn, id }: { urn: string; id: string }) => [urn, id]));
}
