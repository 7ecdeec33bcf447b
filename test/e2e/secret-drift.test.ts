import { replaceData } from "../support/block-documents";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const hidden = "set-by-somebody";
const names = { aws: unique("aws"), registry: unique("registry"), hook: unique("hook"), key: unique("key") };

const program = `
const config = new pulumi.Config();
new syntask.AwsCredentials("aws", { name: "${names.aws}", regionName: "eu-central-1" });
new syntask.GcpCredentials("key", { name: "${names.key}", project: "p" });
new syntask.DockerRegistryCredentials("registry", {
  name: "${names.registry}", username: "u", password: config.requireSecret("password"), registryUrl: "registry.example.com",
});
new syntask.Block("hook", {
  name: "${names.hook}", typeSlug: "slack-webhook", data: { url: config.requireSecret("hook") },
});
`;

/** What somebody with the UI sets, each beside what the program says. */
const byHand: [slug: string, name: string, data: object][] = [
  ["aws-credentials", names.aws, { region_name: "eu-central-1", aws_secret_access_key: hidden }],
  ["gcp-credentials", names.key, { project: "p", service_account_info: { private_key: hidden } }],
  [
    "docker-registry-credentials",
    names.registry,
    { username: "u", password: hidden, registry_url: "registry.example.com" },
  ],
  ["slack-webhook", names.hook, { url: "https://hooks.example.com/a", notify_type: hidden, nested: { deep: hidden } }],
];

const documentOf = (slug: string, name: string) =>
  raw("GET", `/block_types/slug/${slug}/block_documents/name/${name}?include_secrets=true`);

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.create({
    program,
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
    secretConfig: { password: "of-the-program", hook: "https://hooks.example.com/a" },
  });
});
afterAll(() => stack.remove());

test("a secret that somebody sets on the server is drift without its value, and goes with the next up", async () => {
  await stack.up();
  const before = await Promise.all(byHand.map(([slug, name]) => documentOf(slug, name)));
  for (const [slug, name, data] of byHand) await replaceData((await documentOf(slug, name)).id, data);

  const preview = await stack.preview("--refresh", "--diff");
  const refreshed = await stack.refresh("--diff");
  expect(preview + refreshed + (await stack.state())).not.toContain(hidden);
  expect(preview).toContain("awsSecretAccessKey");

  const again = await stack.preview("--diff", "--expect-no-changes").catch(String);
  expect(again).not.toContain(hidden);
  for (const line of [
    `AWS credentials block "${names.aws}" changes in secret \`awsSecretAccessKey\``,
    `GCP credentials block "${names.key}" changes in secret \`serviceAccountInfo\``,
    `Docker registry credentials block "${names.registry}" changes in secret \`password\``,
    `block "slack-webhook/${names.hook}" changes in secret \`data.nested\`, \`data.notify_type\``,
  ]) {
    expect(again).toContain(line);
  }

  expect(await stack.up("--diff")).not.toContain(hidden);
  const after = await Promise.all(byHand.map(([slug, name]) => documentOf(slug, name)));
  expect(after.map(({ data }) => data)).toEqual(before.map(({ data }) => data));
  await stack.preview("--refresh", "--expect-no-changes");
});
