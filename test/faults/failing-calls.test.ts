import type { Loss } from "../support/lossy-proxy";
import type { Stack } from "../support/stack";
import { Bench } from "./bench";
import { declared, nothing } from "./mixed-stack";
import { seeds } from "./rounds";

const losses: Loss[] = [
  "429 before",
  "502 before",
  "503 after",
  "reset before",
  "reset after",
  "half an answer",
  "late answer",
];

let bench: Bench;
let stack: Stack;
beforeAll(async () => {
  bench = await Bench.start();
  // Shorter than an answer is late, and longer than a busy server takes.
  stack = await bench.stack({ PREFECT_API_REQUEST_TIMEOUT: "8" });
});
afterEach(() => bench.loseNothing());
afterAll(() => bench.stop());

describe("up, preview and destroy do the same as ever while one call in five fails, or one in fifteen is late", () => {
  describe.each(losses)("%s", (loss) => {
    test.each(seeds(1 / losses.length))("seed %i", async (seed) => {
      const name = `${loss.replaceAll(" ", "-")}-${seed}`;
      const lostBefore = bench.lost;
      bench.loseSome(loss, seed);
      await stack.write(bench.program(name, 1));
      await stack.up();
      expect(await bench.find(name)).toEqual(declared(name, 1));
      await stack.write(bench.program(name, 2));
      await stack.up();
      expect(await bench.find(name)).toEqual(declared(name, 1, 2));
      await stack.preview("--refresh", "--expect-no-changes");
      await stack.destroy();
      expect(await bench.find(name)).toEqual(nothing);
      expect(bench.lost).toBeGreaterThan(lostBefore);
    });
  });
});
