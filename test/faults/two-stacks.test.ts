import type { Stack } from "../support/stack";
import { Bench } from "./bench";
import { declared, type Edition, nothing } from "./mixed-stack";
import { seeds } from "./rounds";

let bench: Bench;
let ours: Stack;
let theirs: Stack;
beforeAll(async () => {
  bench = await Bench.start();
  [ours, theirs] = [await bench.stack(), await bench.stack()];
});
afterAll(() => bench.stop());

/** One name begins with the other, one folder is in the other, and both have releases in a third: they say so. */
const programs = (seed: number) => {
  const our = `apart-${seed}`;
  const their = `${our}-too`;
  const common = (name: string) =>
    `new syntask.FlowCode("${name}-common", { ...place, folder: "common", releases: true });`;
  return {
    our,
    their,
    ourProgram: (edition: Edition) => bench.program(our, edition) + common(our),
    theirProgram: `${bench.program(their, 1)}${common(their)}
      new syntask.FlowCode("inner", { ...place, folder: "${our}/inner" });`,
  };
};

const inner = (keys: string[]) => keys.filter((key) => key.includes("/inner/"));

test.each(seeds(0.1))(
  "two stacks on one server and in one bucket keep out of each other's way, seed %i",
  async (seed) => {
    const { our, their, ourProgram, theirProgram } = programs(seed);
    await Promise.all([ours.write(ourProgram(1)), theirs.write(theirProgram)]);
    await Promise.all([ours.up(), theirs.up()]);
    const theirFiles = inner(await bench.keys());
    expect(theirFiles).toHaveLength(3);
    await expectTheirs();

    await ours.write(ourProgram(2));
    await ours.up();
    await expectTheirs();
    await ours.preview("--refresh", "--expect-no-changes");

    await ours.destroy();
    await expectTheirs();
    const left = await bench.keys();
    expect(left.filter((key) => key.startsWith(`${our}/`))).toEqual(theirFiles);
    expect(left.filter((key) => key.startsWith("common/"))).toHaveLength(4);
    expect(await bench.find(our)).toEqual({ ...nothing, files: expect.anything() });

    await theirs.destroy();
    expect(await bench.find(their)).toEqual(nothing);
    expect(await bench.keys()).toEqual([]);

    async function expectTheirs(): Promise<void> {
      expect(await bench.find(their)).toEqual(declared(their, 1));
      expect(inner(await bench.keys())).toEqual(theirFiles);
      await theirs.preview("--refresh", "--expect-no-changes");
    }
  },
);
