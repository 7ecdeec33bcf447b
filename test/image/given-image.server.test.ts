import * as pulumi from "@pulumi/pulumi";
import { DockerFlowStorage } from "pulumi-syntask/docker";
import { Registry } from "../../emulators/registry/registry";
import { cloudImage } from "../../sdk/src/image/cloud-image";
import type { FlowImage } from "../../sdk/src/image/image-flow-storage";
import { askOverNetwork, declare, resolved } from "../support/mocks";

let registry: Registry;

beforeAll(async () => {
  registry = await Registry.start();
});
afterAll(() => registry?.stop());

/** What a component of a cloud's registry makes of an image that it is given, and why it refuses it. */
async function given(tag: string, workPool: "cloud-run" | "ecs"): Promise<{ image: string; reasons: string[] }> {
  const reasons: string[] = [];
  const home = pulumi.output(`${registry.address}/etl`);
  let found!: FlowImage;
  await declare(() => {
    askOverNetwork();
    const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
    const settings = { usualType: workPool, imageName: home, home, login: () => registry.user };
    const refuse = (reason: string) => reasons.push(reason) as never;
    found = cloudImage("flows", { image: `${registry.address}/etl:${tag}` }, { ...settings, refuse }, parent);
  });
  return { image: await resolved(found.image), reasons };
}

test("an image that a cloud's pool cannot run is refused, and one that it can is pinned", async () => {
  const digest = await registry.push("etl", "arm", { architecture: "arm64" });
  expect((await given("arm", "cloud-run")).reasons).toEqual([
    "the image is for linux/arm64, and pools of type cloud-run run linux/amd64; build it for that",
  ]);
  expect(await given("arm", "ecs")).toEqual({ image: `${registry.address}/etl@${digest}`, reasons: [] });
});

test("workers of a docker pool get the tag of an image, others its digest", async () => {
  const digest = await registry.push("etl", "main");
  const ownTag = digest.replace(":", "-");
  await registry.push("etl", ownTag);
  const image = `${registry.address}/etl:main`;
  const server = { server: registry.address, ...registry.user };
  const imageFor = async (workPool: "docker" | "kubernetes") => {
    let storage!: DockerFlowStorage;
    await declare(() => {
      askOverNetwork();
      storage = new DockerFlowStorage("flows", { image, registry: server, workPool });
    });
    return (await resolved(storage.jobVariables)).image;
  };
  expect(await imageFor("docker")).toBe(`${registry.address}/etl:${ownTag}`);
  expect(await imageFor("kubernetes")).toBe(`${registry.address}/etl@${digest}`);
});
