import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { AcrFlowStorage, type AcrFlowStorageArgs } from "pulumi-syntask/azure";
import { registryToken } from "../../sdk/src/azure/registry-login";
import { type Declared, declare, resolved } from "../support/mocks";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const registryId = "/subscriptions/s-1/resourceGroups/flows/providers/Microsoft.ContainerRegistry/registries/flows";
const acrPull =
  "/subscriptions/s-1/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-460d-a7ca-43fe172d538d";
const principal = "c0ffee00-0000-4000-8000-000000000001";
const cwd = process.cwd();
let folder: string;
let server: Server;
let loginServer: string;

/** The exchange of tokens, as a registry does it. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-image-"));
  process.chdir(folder);
  writeFileSync("etl.py", "");
  server = createServer(async (request, response) => {
    const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    const isFine = form.get("grant_type") === "access_token" && form.get("access_token") === "token of Azure";
    response.writeHead(isFine && request.url === "/oauth2/exchange" ? 200 : 401, {
      "content-type": "application/json",
    });
    response.end(JSON.stringify({ refresh_token: `token of ${form.get("service")}` }));
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  loginServer = `localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  process.chdir(cwd);
  rmSync(folder, { recursive: true });
});

const outputs = ({ type, inputs }: Declared): Record<string, unknown> => {
  if (type.endsWith(":Registry")) return { loginServer, name: inputs.registryName };
  return type.endsWith(":Image") ? { repoDigest: `${loginServer}/flows@${digest}` } : {};
};

async function declareStorage(args: Omit<AcrFlowStorageArgs, "resourceGroupName">) {
  let storage!: AcrFlowStorage;
  const declared = await declare(
    () => (storage = new AcrFlowStorage("Flows", { resourceGroupName: "flows", ...args })),
    {},
    outputs,
    {
      "azure-native:authorization:getClientConfig": { subscriptionId: "s-1" },
      "azure-native:authorization:getClientToken": { token: "token of Azure" },
      "azure-native:containerregistry:getRegistry": { id: registryId, loginServer },
    },
  );
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  return { storage, find, children: declared.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort() };
}

test("a build makes a registry without a user, a task that purges it, roles of who pulls, and an image", async () => {
  const identity = { id: "/identities/flows", principalId: principal };
  const { storage, find, children } = await declareStorage({ build: ".", identity });
  expect(children).toEqual([
    "AcrFlowStorage Flows",
    "Image Flows-image",
    "Registry Flows-registry",
    "RoleAssignment Flows-puller-identity",
    "StoreGuard Flows-guard",
    "Task Flows-purge",
  ]);
  const { registryName } = find("Flows-registry").inputs;
  expect(registryName).toMatch(/^flows[0-9a-f]{12}$/);
  expect(find("Flows-registry").inputs).toMatchObject({
    resourceGroupName: "flows",
    registryName,
    sku: { name: "Basic" },
    adminUserEnabled: false,
  });
  const { step, ...task } = find("Flows-purge").inputs;
  expect(task).toEqual({
    isSystemTask: false,
    resourceGroupName: "flows",
    registryName,
    platform: { os: "Linux", architecture: "amd64" },
    timeout: 3600,
    trigger: { timerTriggers: [{ name: "night", schedule: "0 3 * * *" }] },
  });
  expect(step.type).toBe("EncodedTask");
  expect(Buffer.from(step.encodedTaskContent, "base64").toString()).toBe(`version: v1.1.0
steps:
  - cmd: acr purge --filter 'flows:.*' --ago 1d --keep 10 --untagged
    disableWorkingDirectoryOverride: true
    timeout: 3600
`);
  expect(find("Flows-image").inputs).toMatchObject({
    imageName: `${loginServer}/flows:latest`,
    registry: {
      server: loginServer,
      username: "00000000-0000-0000-0000-000000000000",
      password: `token of ${loginServer}`,
    },
  });
  expect(find("Flows-image").secrets).toContain("registry");
  expect(await resolved(storage.jobVariables)).toEqual({
    image: `${loginServer}/flows@${digest}`,
    image_registry: { registry_url: loginServer, identity: "/identities/flows" },
  });
});

test("an image of CI in a registry that exists makes assignments of AcrPull and nothing else", async () => {
  const image = `${loginServer}/etl@${digest}`;
  const { storage, find, children } = await declareStorage({
    image,
    registry: "teamregistry",
    verify: false,
    pullers: [principal],
    workPool: "kubernetes",
  });
  expect(children).toEqual(["AcrFlowStorage Flows", `RoleAssignment Flows-puller-${principal}`]);
  expect(find(`Flows-puller-${principal}`).inputs).toEqual({
    scope: registryId,
    roleDefinitionId: acrPull,
    principalId: principal,
    principalType: "ServicePrincipal",
  });
  expect(await resolved(storage.jobVariables)).toEqual({ image });
});

test("a registry that refuses the stack is named, with the role that it wants", async () => {
  await expect(registryToken(loginServer, "sesame")).rejects.toThrow(
    `${loginServer} answers 401 to the stack's credentials; give them the role AcrPush on the registry`,
  );
  await expect(registryToken("localhost:1", "sesame")).rejects.toThrow("localhost:1 cannot be reached (ECONNREFUSED)");
});

test.each<[string, Omit<AcrFlowStorageArgs, "resourceGroupName">, string]>([
  ["neither image nor build", {}, "give `image` or `build`, one of them"],
  [
    "an image without its registry",
    { image: "flows.azurecr.io/etl:1" },
    "`image` is in a registry; give `registry`, or the name of a new one as `registryArgs.registryName`",
  ],
  [
    "a registry by its host",
    { build: ".", registry: "team.azurecr.io" },
    '`registry` is "team.azurecr.io"; write its name alone, "team"',
  ],
  [
    "a name with a dash",
    { build: ".", registry: "my-team" },
    '`registry` is "my-team"; Azure takes 5 to 50 letters and digits',
  ],
  [
    "a policy of a registry that exists",
    { build: ".", registry: "teamregistry", keep: 3 },
    "`keep` is of a new registry, and `registry` is given; leave one of them out",
  ],
  [
    "an identity for a pool that cannot use it",
    { build: ".", workPool: "kubernetes", identity: { id: "a", principalId: "b" } },
    "`identity` is for pools of type azure-container-instance, not kubernetes; write `pullers`",
  ],
])("%s is refused in one line", (_, args, reason) => {
  const make = () => new AcrFlowStorage("flows", { resourceGroupName: "flows", ...args });
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow(`AcrFlowStorage "flows": ${reason}.`);
});
