import { GitServer } from "../../emulators/git/git-server";
import { CountingProxy } from "../support/counting-proxy";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

let stack: Stack;
let proxy: CountingProxy;
let git: GitServer;

beforeAll(async () => {
  proxy = await CountingProxy.start(serverUrl());
  git = await GitServer.start({ token: "right-token", files: { "hello.py": "" } });
  stack = await Stack.create({
    program: "",
    config: { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect" },
    secretConfig: { "example:token": "wrong-token" },
    environment: git.environment,
  });
});
afterAll(async () => {
  await stack.remove();
  await git.stop();
  await proxy.stop();
});

const deployment = (args: string) => `new syntask.Deployment("nightly", { entrypoint: "etl.py:main", ${args} });`;

/** The lines in which a failed command says what is wrong, each once. */
const errors = (output: string) => [
  ...new Set(
    output
      .split("\n")
      .map((line) => /error: (.*)/.exec(line)?.[1])
      .filter((line) => line !== undefined)
      .filter((line) => !/^(update failed|preview failed)/.test(line)),
  ),
];

const problem = (kind: string, name: string, reason: string) =>
  `pulumi-nodejs:dynamic/syntask:${kind} resource '${name}' has a problem: ${reason}`;

describe("at preview, in one line, with nothing sent", () => {
  test.each([
    [
      "a forbidden character",
      'new syntask.Flow("a/b");',
      problem("Flow", "a/b", '`name` "a/b" contains "/"; a name may not contain / % & < >'),
    ],
    [
      "a blank name",
      'new syntask.WorkPool("p", { name: " ", type: "process" });',
      problem("WorkPool", "p", "`name` is blank; write a name"),
    ],
    [
      "a block's name",
      'new syntask.Secret("My_Token", { value: "x" });',
      problem(
        "Secret",
        "My_Token",
        '`name` "My_Token" may hold only lowercase letters, digits and dashes; write "my-token"',
      ),
    ],
    [
      "a variable's name",
      'new syntask.Variable("batch.size", { value: 1 });',
      problem(
        "Variable",
        "batch.size",
        '`name` "batch.size" may hold only lowercase letters, digits and underscores; write "batch_size"',
      ),
    ],
    [
      "a variable's size",
      'new syntask.Variable("size", { value: "x".repeat(4999) });',
      problem(
        "Variable",
        "size",
        "`value` has 5001 bytes of JSON, and a variable holds at most 5000; shorten it or use a block",
      ),
    ],
    [
      "a time zone",
      deployment('schedules: [{ cron: "0 6 * * *", timezone: "Europe/Belin" }]'),
      problem(
        "Deployment",
        "nightly",
        '`schedules[0].timezone` "Europe/Belin" is not a known time zone; did you mean "Europe/Berlin"?',
      ),
    ],
    [
      "a cron",
      deployment('schedules: [{ cron: "0 6 * *" }]'),
      problem(
        "Deployment",
        "nightly",
        '`schedules[0].cron` "0 6 * *" has 4 fields; write five, such as "0 6 * * *" for 6:00 every day',
      ),
    ],
    [
      "a recurrence rule",
      deployment('schedules: [{ rrule: "EVERY=DAY" }]'),
      problem(
        "Deployment",
        "nightly",
        '`schedules[0].rrule` "EVERY=DAY" is not a recurrence rule: there is no part EVERY; write it like "FREQ=WEEKLY;BYDAY=MO"',
      ),
    ],
    [
      "a parameter that does not fit its schema",
      deployment(
        'parameters: { size: "hush" }, parameterOpenApiSchema: { type: "object", properties: { size: { type: "integer" } } }',
      ),
      problem("Deployment", "nightly", "`parameters.size` must be integer, says `parameterOpenApiSchema`"),
    ],
    [
      "an entrypoint without a function",
      'new syntask.Deployment("nightly", { entrypoint: "etl.py", pullSteps: [syntask.setWorkingDirectory({ directory: "/a" })] });',
      problem("Deployment", "nightly", '`entrypoint` "etl.py" names no function; write path/to/file.py:function'),
    ],
    [
      "two kinds in one schedule",
      deployment('schedules: [{ cron: "0 6 * * *", interval: 5 }]'),
      problem(
        "Deployment",
        "nightly",
        "`schedules[0]` has `cron` and `interval`; a schedule is of one kind, so make two schedules",
      ),
    ],
    [
      "a limit of 0",
      deployment("concurrencyLimit: 0"),
      problem(
        "Deployment",
        "nightly",
        "`concurrencyLimit` is 0; write a whole number from 1, or leave it out for no limit",
      ),
    ],
    [
      "a module with pull steps",
      'new syntask.Deployment("nightly", { entrypoint: "etl.main", pullSteps: [syntask.setWorkingDirectory({ directory: "/a" })] });',
      problem(
        "Deployment",
        "nightly",
        '`entrypoint` "etl.main" is a module, for which a worker skips the pull steps; write path/to/file.py:function',
      ),
    ],
    [
      "a step with two keys",
      deployment('pullSteps: [{ "a.b": {}, "c.d": {} }]'),
      problem(
        "Deployment",
        "nightly",
        "`pullSteps[0]` names 2 functions (a.b, c.d); a step is one function with its arguments, so make a step of each",
      ),
    ],
    [
      "an unknown connection",
      'new syntask.Variable("size", { value: 1, connection: "prod" });',
      problem(
        "Variable",
        "size",
        '`connection` "prod" is not configured; run `pulumi config set syntask-prod:apiUrl <URL>`',
      ),
    ],
    [
      "storage and pullSteps",
      deployment('storage: new syntask.LocalFlowStorage("f", { path: "/f" }), pullSteps: []'),
      'Deployment "nightly": give `storage` or `pullSteps`, not both.',
    ],
    [
      "a token for http",
      'new syntask.GitFlowStorage("f", { repository: "http://git.localhost/f.git", accessToken: "hush" });',
      'GitFlowStorage "f": `repository` "http://git.localhost/f.git" is not https, and a worker uses a token for https only; write https:// instead.',
    ],
    [
      "Bitbucket Server without a user",
      'new syntask.GitFlowStorage("f", { repository: "https://bitbucketserver.localhost/f.git", accessToken: "hush" });',
      'GitFlowStorage "f": Bitbucket Server wants a user with the token; give `username`.',
    ],
  ])("%s is refused", async (_, program, expected) => {
    await stack.write(program);
    proxy.reset();
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(errors(output)).toEqual([expected]);
    expect(output).not.toContain("hush");
    expect(output).not.toMatch(/^\s+at /m);
    expect(proxy.total()).toBe(0);
  });

  test("a bad URL is refused", async () => {
    await stack.write('new syntask.Variable("size", { value: 1 });');
    await stack.expect("config", "set", "syntask:apiUrl", "localhost:4200");
    const { output } = await stack.run("preview");
    await stack.expect("config", "set", "syntask:apiUrl", proxy.url);
    expect(errors(output)).toEqual([
      problem(
        "Variable",
        "size",
        '"localhost:4200" (`syntask:apiUrl` in the stack\'s config) is not a URL; write it like http://127.0.0.1:4200/api',
      ),
    ]);
  });

  test("job variables that the pool's template refuses are refused once the pool is there", async () => {
    const pool = unique("pool");
    const head = `const workPool = new syntask.WorkPool("${pool}", { type: "process" });`;
    await stack.write(head);
    await stack.up();
    await stack.write(`${head} ${deployment('workPool, jobVariables: { stream_output: "often", env: { A: "1" } }')}`);
    const { output } = await stack.run("preview");
    expect(errors(output)).toEqual([
      problem(
        "Deployment",
        "nightly",
        `\`jobVariables.stream_output\` must be boolean, says the job template of work pool "${pool}"`,
      ),
    ]);
  });
});

test("a dialect that is none is told of without a stack of calls", async () => {
  await stack.write(`new syntask.GitFlowStorage("flows", { repository: "https://git.example.com/team/flows.git" });`);
  await stack.expect("config", "set", "syntask:dialect", "prefct");
  const { output } = await stack.run("preview");
  await stack.expect("config", "set", "syntask:dialect", "prefect");
  const line = 'there is no dialect "prefct"; set `syntask:dialect` to "syntask" or "prefect"';
  expect(errors(output)).toEqual([
    line,
    expect.stringMatching(/ resource 'flows-remote' has a problem: there is no dialect /),
  ]);
  expect(output).not.toMatch(/^\s+at /m);
});

describe("in one line, and mended by a second up", () => {
  test("a server that is down", async () => {
    const name = unique("down").replaceAll("-", "_");
    await stack.write(`new syntask.Variable("${name}", { value: 1 });`);
    await stack.expect("config", "set", "syntask:apiUrl", "http://127.0.0.1:9/api");
    const { output } = await stack.run("up", "--yes", "--skip-preview");
    await stack.expect("config", "set", "syntask:apiUrl", proxy.url);
    expect(errors(output).join()).toContain(
      "no server answers at http://127.0.0.1:9/api (`syntask:apiUrl` in the stack's config); start it, or set `syntask:apiUrl`",
    );
    await stack.up();
    expect(await raw("GET", `/variables/name/${name}`)).toMatchObject({ value: 1 });
  });

  test("a wrong key", async () => {
    const name = unique("key").replaceAll("-", "_");
    const gateway = await CountingProxy.start(serverUrl(), { key: "right-key" });
    try {
      await stack.write(`new syntask.Variable("${name}", { value: 1 });`);
      await stack.expect("config", "set", "syntask:apiUrl", gateway.url);
      await stack.expect("config", "set", "--secret", "syntask:apiKey", "wrong-key");
      const { output } = await stack.run("up", "--yes", "--skip-preview");
      expect(errors(output).join()).toContain(
        `${gateway.url} (\`syntask:apiUrl\` in the stack's config) does not accept the API key; set \`syntask:apiKey\``,
      );
      expect(output).not.toContain("wrong-key");
      await stack.expect("config", "set", "--secret", "syntask:apiKey", "right-key");
      await stack.up();
      expect(await raw("GET", `/variables/name/${name}`)).toMatchObject({ value: 1 });
      await stack.preview("--refresh", "--expect-no-changes");
    } finally {
      await stack.expect("config", "set", "syntask:apiUrl", proxy.url);
      await stack.expect("config", "rm", "syntask:apiKey");
      await gateway.stop();
    }
  });

  test("what the server refuses, while all else is made", async () => {
    const name = unique("refused");
    const program = (size: string) => `
      new syntask.Flow("${name}");
      new syntask.Deployment("${name}", {
        flow: "${name}", entrypoint: "etl.py:main", parameters: { size: ${size} },
        parameterOpenApiSchema: { $schema: "urn:not-known-here", type: "object", properties: { size: { type: "integer" } } },
      });`;
    await stack.write(program('"hush-hush"'));
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(errors(output).join("\n")).toContain(`deployment "${name}/${name}": `);
    expect(output).not.toContain("hush-hush");
    expect(await raw("GET", `/flows/name/${name}`)).toMatchObject({ name });
    await stack.write(program("3"));
    await stack.up();
    expect(await raw("GET", `/deployments/name/${name}/${name}`)).toMatchObject({ parameters: { size: 3 } });
  });

  test("a wrong token, a missing repository and a missing branch fail the up, and nothing is deployed", async () => {
    const name = unique("verified");
    const program = (storage: string) =>
      `const token = new pulumi.Config("example").requireSecret("token");
       new syntask.Deployment("${name}", { flow: "${name}", entrypoint: "hello.py:hello", storage: new syntask.GitFlowStorage("${name}", ${storage}) });`;
    const github = git.url("github");
    const missing = git.url("github", "missing.git");
    const cases: [string, string][] = [
      [`{ repository: "${github}", accessToken: token }`, `${github} refuses the token`],
      [`{ repository: "${github}" }`, `${github} asks for credentials; give \`accessToken\` or \`credentials\``],
      [
        `{ repository: "${missing}", accessToken: "right-token" }`,
        `${missing} does not exist, or the token may not read it`,
      ],
      [
        `{ repository: "${github}", branch: "maim", accessToken: "right-token" }`,
        `${github} has no branch or tag "maim"; did you mean "main"?`,
      ],
    ];
    for (const [storage, reason] of cases) {
      await stack.write(program(storage));
      const { code, output } = await stack.run("up", "--yes", "--skip-preview");
      expect(code).not.toBe(0);
      expect(errors(output).join("\n")).toContain(reason);
      expect(output).not.toMatch(/wrong-token|right-token/);
      await expect(raw("GET", `/deployments/name/${name}/${name}`)).rejects.toMatchObject({ status: 404 });
    }
    await stack.write(program(`{ repository: "${github}", branch: "main", accessToken: "right-token" }`));
    await stack.up();
    expect(await raw("GET", `/deployments/name/${name}/${name}`)).toMatchObject({ name });
  });
});
