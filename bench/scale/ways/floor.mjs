import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPulumiStack } from "../../lib/pulumi-stack.mjs";
import { buildIdleProvider } from "../idle-provider.mjs";
import { deployment, secret, variable } from "../inputs.mjs";
import { pulumiSteps } from "../pulumi-steps.mjs";

/** As many resources, with inputs as long, that do nothing. */
const things = `
const revision = process.env.REVISION;
for (let i = 0; i < Number(process.env.COUNT); i++) {
  new Thing("deployment-" + i, ${deployment});
  new Thing("variable-" + i, ${variable});
  new Thing("secret-" + i, ${secret((value) => `pulumi.secret(${value})`)});
}
`;

const dynamicProgram = `
const pulumi = require("@pulumi/pulumi");
const provider = {
  async create(inputs) { return { id: inputs.name, outs: inputs }; },
  async diff(id, olds, news) { return { changes: news.version !== olds.version || news.value !== olds.value }; },
  async update(id, olds, news) { return { outs: news }; },
  async read(id, props) { return { id, props }; },
  async delete() {},
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, props) { super(provider, name, props); }
}
${things}`;

const pluginProgram = `
const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, props) { super("idle:index:Thing", name, props); }
}
${things}`;

export async function openDynamicFloor({ pulumi, count, environment }) {
  const more = { ...environment, COUNT: String(count) };
  return pulumiSteps(await openPulumiStack({ pulumi, program: dynamicProgram, environment: more }));
}

export async function openPluginFloor({ pulumi, count, environment }) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-idle-"));
  await buildIdleProvider(folder);
  const stack = await openPulumiStack({
    pulumi,
    program: pluginProgram,
    providers: { idle: folder },
    environment: { ...environment, COUNT: String(count) },
  });
  const remove = async () => {
    await stack.remove();
    await rm(folder, { recursive: true });
  };
  return { ...pulumiSteps(stack), remove };
}
