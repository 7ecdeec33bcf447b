import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const hidden = "hush-hush-environment";
const pool = unique("pool");

const projectFile = `deployments:
  - name: nightly
    entrypoint: etl.py:main
    parameters: { day: monday, password: "{{ $DB_PASSWORD }}" }
    work_pool: { name: "{{ $POOL }}", job_variables: { env: { DB_URL: "postgres://etl:{{ $DB_PASSWORD }}@db" } } }
`;

test("a value of the environment reaches the server and neither a preview nor the state", async () => {
  const stack = await Stack.create({
    program: `
const pool = new syntask.WorkPool("pool", { name: "${pool}", type: "process" });
new syntask.SyntaskProject("etl", { folder: "etl", plainEnvironment: ["POOL"] }, { dependsOn: pool });
`,
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
    environment: { DB_PASSWORD: hidden, POOL: pool },
  });
  try {
    await mkdir(join(stack.folder, "etl"));
    await writeFile(join(stack.folder, "etl/prefect.yaml"), projectFile);
    const flow = `from prefect import flow\n@flow(name="${pool}")\ndef main(day: str, password: str): pass\n`;
    await writeFile(join(stack.folder, "etl/etl.py"), flow);
    expect(await stack.preview("--diff")).not.toContain(hidden);
    expect(await stack.up("--diff")).not.toContain(hidden);
    expect(await raw("GET", `/deployments/name/${pool}/nightly`)).toMatchObject({
      parameters: { day: "monday", password: hidden },
      job_variables: { env: { DB_URL: `postgres://etl:${hidden}@db` } },
    });
    expect(await stack.refresh("--diff")).not.toContain(hidden);
    expect(await stack.state()).not.toContain(hidden);
    expect(await stack.state()).toContain(`"workPool":"${pool}"`);
    await stack.preview("--expect-no-changes");
  } finally {
    await stack.remove();
  }
});
