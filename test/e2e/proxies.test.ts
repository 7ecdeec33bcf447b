import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Certificate, makeCertificate, makeClientCertificate } from "../support/certificate";
import { DemandingProxy } from "../support/demanding-proxy";
import { raw, serverUrl, unique } from "../support/raw-api";
import { run, Stack } from "../support/stack";

const name = unique("proxied").replaceAll("-", "_");
const user = "ci:hush-password";
const secrets = /hush-(gateway|second|password|key)|BEGIN \w* ?PRIVATE KEY|Y2k6aHVzaC/;
let folder: string;
let authority: Certificate;
let client: Certificate;
let proxy: DemandingProxy;
let second: DemandingProxy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-proxies-"));
  authority = await makeCertificate(folder, ["localhost"]);
  client = await makeClientCertificate(join(folder, "client"), authority);
  const headers = { "X-Gateway": "hush-gateway" };
  proxy = await DemandingProxy.start(serverUrl(), authority, { authority, user, headers });
  second = await DemandingProxy.start(serverUrl(), authority, { headers: { "X-Second": "hush-second" } });
});
afterAll(async () => {
  await proxy?.stop();
  await second?.stop();
  await rm(folder, { recursive: true });
});

/** The settings of a stack by which it gets through the proxy. */
const config = () => ({
  "syntask:apiUrl": proxy.url,
  "syntask:dialect": "prefect",
  "syntask:caCertificate": authority.file,
  "syntask:clientCertificate": client.file,
});
const secretConfig = () => ({ "syntask:authString": user, "syntask:clientKey": client.keyFile });

describe("a stack whose server is behind a proxy", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.create({
      program: `
        new syntask.Variable("${name}", { value: 1 });
        const workPool = new syntask.WorkPool("${name}", { type: "process" });
        const pullSteps = [syntask.setWorkingDirectory({ directory: "/" })];
        new syntask.Deployment("${name}", { flow: "etl", entrypoint: "etl.py:main", workPool, pullSteps });
        new syntask.Variable("named", { name: "${name}_named", value: 2, connection: "prod" });
      `,
      config: { ...config(), "syntask-prod:apiUrl": second.url },
      secretConfig: { ...secretConfig(), "syntask-prod:headers": '{"X-Second": "hush-second"}' },
    });
    await stack.expect("config", "set", "--secret", "--path", "syntask:headers.X-Gateway", "hush-gateway");
    await stack.expect("config", "set-all", "--plaintext", `syntask-prod:caCertificate=${authority.cert}`);
  });
  afterAll(() => stack?.remove());

  test("is previewed, made, refreshed and destroyed with what the proxy demands, and keeps none of it", async () => {
    const preview = await stack.preview();
    const up = await stack.up();
    expect(await raw("GET", `/variables/name/${name}`)).toMatchObject({ value: 1 });
    expect(await raw("GET", `/variables/name/${name}_named`)).toMatchObject({ value: 2 });
    expect(up).toContain(
      `PREFECT_API_URL=${proxy.url} PREFECT_API_AUTH_STRING=… PREFECT_CLIENT_CUSTOM_HEADERS=… PREFECT_API_SSL_CERT_FILE=… prefect worker start --pool ${name} --type process`,
    );
    await stack.preview("--refresh", "--expect-no-changes");
    expect(await stack.state()).not.toMatch(secrets);
    expect(preview + up).not.toMatch(secrets);
    expect(proxy.passed).toBeGreaterThan(0);
    expect(second.passed).toBeGreaterThan(0);
    await stack.destroy();
    await expect(raw("GET", `/variables/name/${name}`)).rejects.toMatchObject({ status: 404 });
  });

  test("is told in one line what the proxy still wants", async () => {
    await stack.expect("config", "rm", "syntask:headers");
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain(
      `${proxy.url} (\`syntask:apiUrl\` in the stack's config) answers 403 with a web page; if a proxy before it wants to be shown something, set \`syntask:headers\`\n`,
    );
    expect(output).not.toMatch(secrets);
  });
});

test("what cannot be right in it is told at preview, in one line", async () => {
  const stack = await Stack.create({
    program: `new syntask.Variable("${name}", { value: 1 });`,
    config: { ...config(), "syntask:caCertificate": join(folder, "none.pem") },
    secretConfig: secretConfig(),
  });
  const refused = async () => {
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).not.toMatch(secrets);
    expect(output).not.toMatch(/^\s+at /m);
    return output;
  };
  try {
    const file = join(folder, "none.pem");
    expect(await refused()).toContain(
      `\`syntask:caCertificate\` names ${file}, which is not there; write the path of a PEM file, or its text\n`,
    );
    await stack.expect("config", "set", "syntask:caCertificate", authority.file);
    await stack.expect("config", "set", "--secret", "syntask:apiKey", "hush-key");
    expect(await refused()).toContain("`syntask:apiKey` and `syntask:authString` are both set");
    await stack.expect("config", "rm", "syntask:apiKey");
    await stack.expect("config", "set", "--secret", "syntask:headers", "X-Gateway: hush-gateway");
    expect(await refused()).toContain(
      '`syntask:headers` is not a JSON object of texts; write it like {"X-Name": "value"}\n',
    );
  } finally {
    await stack.remove();
  }
});

test("the program of a server behind a proxy is written with what the environment has for it", async () => {
  const target = join(folder, "exported");
  const environment = {
    ...process.env,
    SYNTASK_DIALECT: "prefect",
    PREFECT_API_URL: proxy.url,
    PREFECT_API_AUTH_STRING: user,
    PREFECT_CLIENT_CUSTOM_HEADERS: '{"X-Gateway": "hush-gateway"}',
    PREFECT_API_SSL_CERT_FILE: authority.file,
    PREFECT_API_CLIENT_CERTIFICATE: client.file,
    PREFECT_API_CLIENT_KEY: String(client.key),
  };
  const { code, output } = await run(
    process.execPath,
    [resolve(__dirname, "../../sdk/dist/cli.js"), "export", target],
    {
      environment,
    },
  );
  expect(output).toContain(`Reading ${proxy.url} (PREFECT_API_URL in the environment) …`);
  expect(code).toBe(0);
  const steps = ["authString", "headers", "clientCertificate", "clientKey", "caCertificate"];
  expect(output).toContain(steps.map((setting) => `  pulumi config set --secret syntask:${setting}\n`).join(""));
  expect(output + (await readFile(join(target, "index.ts"), "utf8"))).not.toMatch(secrets);
});
