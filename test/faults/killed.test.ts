import { chance } from "../support/chance";
import type { Stack } from "../support/stack";
import { Bench } from "./bench";
import { declared, nothing } from "./mixed-stack";
import { seeds } from "./rounds";

/** Somewhat more than an undisturbed `up` makes, so that some are killed while they write down the end. */
const mostCalls = 90;
/** Milliseconds after a call that has come in: it and what follows it are under way. */
const longestPause = 200;

let bench: Bench;
let stack: Stack;
beforeAll(async () => {
  bench = await Bench.start();
  stack = await bench.stack();
});
afterAll(() => bench.stop());

describe("an up that is killed at any moment is finished by the next one: the server equals the program, nothing is there twice", () => {
  test.each(seeds())("seed %i", async (seed) => {
    const name = `killed-${seed}`;
    await stack.write(bench.program(name, 1));
    await killedUp(seed, "create");
    await stack.up();
    expect(await bench.find(name)).toEqual(declared(name, 1));

    await stack.write(bench.program(name, 2));
    await killedUp(seed, "update");
    await stack.up();
    expect(await bench.find(name)).toEqual(declared(name, 1, 2));
    await stack.preview("--refresh", "--expect-no-changes");

    await stack.destroy();
    expect(await bench.find(name)).toEqual(nothing);
  });
});

/** Kills an `up` at a moment that follows from the seed, with all that it has started, and mends the engine's own state. */
async function killedUp(seed: number, purpose: string): Promise<void> {
  const callsBefore = Math.floor(chance(seed, purpose, "calls") * mostCalls);
  const pause = chance(seed, purpose, "pause") * longestPause;
  const calls = bench.calls;
  const up = stack.start("up", "--yes", "--skip-preview");
  while (bench.calls - calls < callsBefore && !up.hasEnded()) await sleep(5);
  await sleep(pause);
  await up.kill();
  await stack.mendState();
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
