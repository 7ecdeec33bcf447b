import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureEmulator } from "../../emulators/azure/azure-emulator";
import { installDouble } from "../../emulators/providers/install";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("subscriptions");
const account = "othercode";
const otherSubscription = "00000000-0000-0000-0000-000000000002";

let azure: AzureEmulator;
let source: string;
let stack: Stack;

/** The identity of the environment may do nothing in Azure; that of the provider makes the account, and uploads without a key. */
beforeAll(async () => {
  azure = await AzureEmulator.start();
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  await writeFile(join(source, "hello.py"), "greeting = 1\n");
  stack = await Stack.create({
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...azure.config },
    secretConfig: { "example:secret": azure.owner.secret },
    environment: azure.environment(await azure.makeIdentity()),
  });
  await installDouble(stack, "azure-native");
});
afterAll(async () => {
  await stack?.remove();
  await azure?.stop();
  await rm(source, { recursive: true, force: true });
});

const program = () => {
  const { clientSecret: _, ...settings } = azure.provider(azure.owner, otherSubscription);
  return `
const azure = require("@pulumi/azure-native");
const { AzureBlobFlowStorage } = require("pulumi-syntask/azure");
const other = new azure.Provider("other", {
  ...${JSON.stringify(settings)},
  clientSecret: new pulumi.Config("example").requireSecret("secret"),
});
class Team extends pulumi.ComponentResource {
  constructor(opts) {
    super("example:index:Team", "team", {}, opts);
  }
}
const parent = new Team({ providers: [other] });
new AzureBlobFlowStorage("${name}", {
  resourceGroupName: "flows",
  storageAccountArgs: { accountName: "${account}" },
  endpoint: "${azure.secureUrl}/${account}",
  containerArgs: { containerName: "flows" },
  source: ${JSON.stringify(source)},
  folder: "etl",
  access: "runtime",
}, { parent });
`;
};

test("a component below one that is given another subscription has its code, its check and its guard there", async () => {
  await stack.write(program());
  await stack.up();
  expect(await azure.calls()).toContain("PUT /flows/etl/hello.py 201");
  expect(await stack.state()).toContain(`/subscriptions/${otherSubscription}/resourceGroups/flows/`);
  expect(await stack.state()).not.toContain(azure.owner.secret);
  await stack.preview("--expect-no-changes", "--diff");
});

test("an edit is sent there, and destroy leaves nothing", async () => {
  await writeFile(join(source, "hello.py"), "greeting = 2\n");
  expect(await stack.preview("--refresh")).toContain("~ hello.py");
  await stack.up();
  await stack.destroy();
  expect(await azure.hasAccount(account)).toBe(false);
});
