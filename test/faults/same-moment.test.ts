import { raw } from "../support/raw-api";
import type { CommandResult, Stack } from "../support/stack";
import { Bench } from "./bench";
import { seeds } from "./rounds";

let bench: Bench;
let stacks: Stack[];
beforeAll(async () => {
  bench = await Bench.start();
  stacks = [await bench.stack(), await bench.stack()];
});
afterEach(async () => {
  for (const stack of stacks) await stack.destroy();
});
afterAll(() => bench.stop());

/** How often each kind is there. */
const count = 4;

/** Objects that need nothing else, by the names of their resources. Making one overwrites that of the same name. */
const declarations = (name: string, size: number): Map<string, string> =>
  new Map(
    Array.from({ length: count }, (_, i) => `${name}-${i}`).flatMap((one) => [
      [`${one}-flow`, `new syntask.Flow("${one}-flow", { name: "${one}", tags: ["size ${size}"] });`],
      [
        `${one}-deployment`,
        `new syntask.Deployment("${one}-deployment", {
          name: "${one}", flow: "${one}-deployed", entrypoint: "etl.py:main", description: "size ${size}",
          schedules: [{ cron: "0 6 29 2 *", maxScheduledRuns: ${size}, active: false }],
        });`,
      ],
      [`${one}-limit`, `new syntask.TagConcurrencyLimit("${one}-limit", { tag: "${one}", limit: ${size} });`],
    ]),
  );

test.each(seeds(1 / 3))(
  "of two ups at the same moment one has an object, which the other is refused, and mends its values: seed %i",
  async (seed) => {
    const programs = stacks.map((_, index) => declarations(`moment-${seed}`, index + 1));
    await Promise.all(stacks.map((stack, index) => stack.write([...programs[index]!.values()].join("\n"))));
    const results = await Promise.all(stacks.map(up));
    const owned = await Promise.all(stacks.map(objectsOf));

    const idsOfSecond = owned[1]!.map(({ id }) => id);
    const ofBoth = owned[0]!.filter(({ id }) => idsOfSecond.includes(id));
    // The one thing that no answer of the server tells apart: a deployment written while the other one's was being made.
    for (const { kind, id } of ofBoth) expect([kind, await wasWrittenInOneAnother(id)]).toEqual(["Deployment", true]);
    for (const { urn, resource } of ofBoth) {
      await stacks[1]!.expect("state", "delete", "--yes", urn);
      owned[1] = owned[1]!.filter((object) => object.resource !== resource);
    }
    const refused = results.flatMap(({ output }) =>
      output.split("\n").filter((line) => / error: .*(has a problem|"moment-)/.test(line)),
    );
    expect(refused.length).toBeGreaterThan(0);
    for (const line of refused) expect(line).toMatch(/exists already|was made by somebody else at this very moment/);

    for (const [index, stack] of stacks.entries()) {
      await stack.write(owned[index]!.map(({ resource }) => programs[index]!.get(resource)).join("\n"));
      await stack.up("--refresh");
      for (const { kind, id } of owned[index]!) expect([kind, await sizeOf(kind, id)]).toEqual([kind, index + 1]);
      await stack.preview("--refresh", "--expect-no-changes");
    }
  },
);

const up = (stack: Stack): Promise<CommandResult> => stack.run("up", "--yes", "--skip-preview", "--continue-on-error");

async function wasWrittenInOneAnother(deploymentId: string): Promise<boolean> {
  const { created, updated } = await raw("GET", `/deployments/${deploymentId}`);
  return updated < created;
}

/** What a stack's state has. */
async function objectsOf(stack: Stack): Promise<{ id: string; kind: string; resource: string; urn: string }[]> {
  const { checkpoint } = JSON.parse(await stack.state());
  const resources: { id: string; type: string; urn: string }[] = checkpoint.latest.resources;
  return resources
    .filter(({ type }) => type.includes("dynamic/syntask:"))
    .map(({ id, type, urn }) => ({ id, kind: type.split(":").at(-1)!, resource: urn.split("::").at(-1)!, urn }));
}

async function sizeOf(kind: string, id: string): Promise<unknown> {
  if (kind === "Flow") return Number((await raw("GET", `/flows/${id}`)).tags[0].slice("size ".length));
  if (kind === "TagConcurrencyLimit") return (await raw("GET", `/concurrency_limits/${id}`)).concurrency_limit;
  const { description, schedules } = await raw("GET", `/deployments/${id}`);
  const [{ max_scheduled_runs: size }] = schedules;
  return description === `size ${size}` ? size : description;
}
