import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";
import { previewed } from "../support/steps";

const pool = unique("pool");
const program = (changes: Record<string, unknown> = {}) => `
const workPool = new syntask.WorkPool("${pool}", { type: "process" });
const token = new syntask.Secret("${pool}-token", { value: new pulumi.Config("example").requireSecret("token") });
const alerts = new syntask.Block("${pool}-alerts", {
  typeSlug: "slack-webhook",
  data: { url: "https://hooks.invalid/hush-hush", notify_type: "${changes.notifyType ?? "prefect_default"}" },
});
const deployment = new syntask.Deployment("nightly", {
  flow: "${pool}",
  entrypoint: "etl.py:main",
  storage: new syntask.LocalFlowStorage("flows", { path: "/srv/flows" }),
  workPool,
  schedules: [
    { cron: "${changes.cron ?? "0 6 * * *"}", timezone: "Europe/Berlin" },
    { interval: 3600 },
  ],
  parameters: { size: 1 },
  tags: ["etl"],
  description: "first",
});
exports.reference = token.reference;
exports.url = deployment.url;
exports.id = deployment.id;
`;

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.create({
    program: program(),
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
    secretConfig: { "example:token": "hush-hush-token" },
  });
  await stack.up();
});
afterAll(() => stack.remove());

/** The lines of a diff that are marked as a change of a property. */
const marked = (output: string) =>
  output
    .split("\n")
    .map((line) => line.trim().replace(/\s+/g, " "))
    .filter((line) => /^[~+-] (?!pulumi|\d)/.test(line));

test("a second preview says nothing changes", async () => {
  await stack.preview("--expect-no-changes", "--diff");
});

test("a changed cron is marked, and nothing else", async () => {
  await stack.write(program({ cron: "0 7 * * *" }));
  const preview = await stack.preview("--diff");
  expect(marked(preview)).toEqual(["~ schedules: [", "~ [0]: {", '~ cron: "0 6 * * *" => "0 7 * * *"']);
  expect(preview).not.toMatch(/entrypoint|timezone|workPool/);
  await stack.write(program());
});

test("a changed field of a block is named, and its value shows nowhere", async () => {
  await stack.write(program({ notifyType: "success" }));
  const output = await stack.preview("--diff");
  expect(output).toContain(`block "slack-webhook/${pool}-alerts" changes in secret \`data.notify_type\``);
  expect(output).not.toContain("hush-hush");
  await stack.write(program());
});

test("a description changed behind our back is shown by a refreshing preview, and mended by a refreshing up", async () => {
  const { id } = await stack.outputs();
  await raw("PATCH", `/deployments/${id}`, { description: "by hand" });
  const preview = await stack.preview("--refresh", "--diff");
  expect(marked(preview)).toEqual(['~ description: "first" => "by hand"', '~ description: "by hand" => "first"']);
  await stack.up("--refresh");
  expect(await raw("GET", `/deployments/${id}`)).toMatchObject({ description: "first" });
  await stack.preview("--refresh", "--expect-no-changes");
});

test("a schedule that somebody paused and another one that was edited by hand are marked with that alone", async () => {
  const { id } = await stack.outputs();
  const { schedules } = await raw("GET", `/deployments/${id}`);
  const [cron, interval] = ["cron", "interval"].map((kind) => schedules.find((one: any) => one.schedule[kind]));
  await raw("PATCH", `/deployments/${id}/schedules/${cron.id}`, { active: false });
  await raw("DELETE", `/deployments/${id}/schedules/${interval.id}`);
  await raw("POST", `/deployments/${id}/schedules`, [{ schedule: { interval: 7200 }, active: true }]);
  expect(await previewed(stack, "--refresh")).toEqual({
    nightly: { op: "update", paths: { "schedules[0].active": "delete", "schedules[1].interval": "update" } },
  });
  await stack.up("--refresh");
  await stack.preview("--refresh", "--expect-no-changes");
});

test("no secret is in the state, in clear, also after a refresh", async () => {
  expect(await stack.state()).not.toContain("hush-hush");
  await stack.refresh();
  const state = await stack.state();
  expect(state).not.toContain("hush-hush");
  expect(state).toContain("ciphertext");
});

test("a secret changed behind our back is found and mended without showing either value", async () => {
  const name = `${pool}-token`;
  const { id } = await raw("GET", `/block_types/slug/secret/block_documents/name/${name}`);
  await raw("PATCH", `/block_documents/${id}`, { data: { value: "by-hand" }, merge_existing_data: false });
  const output = (await stack.preview("--refresh", "--diff")) + (await stack.up("--refresh"));
  expect(output).toContain(`secret block "${name}" changes in secret \`value\``);
  expect(output).not.toContain("by-hand");
  expect(output).not.toContain("hush-hush");
  expect(await stack.state()).not.toContain("by-hand");
  const { data } = await raw("GET", `/block_documents/${id}?include_secrets=true`);
  expect(data).toEqual({ value: "hush-hush-token" });
});

test("references are known and the page of a deployment is in the outputs", async () => {
  const { reference, url, id } = await stack.outputs();
  expect(reference).toBe(`{{ prefect.blocks.secret.${pool}-token }}`);
  expect(url).toBe(`${serverUrl().replace("/api", "")}/deployments/deployment/${id}`);
});
