import { Progress } from "../../sdk/src/code/progress";

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

/** The lines of steps of which each takes so many milliseconds. */
function linesOf(steps: number, milliseconds: number): string[] {
  const lines: string[] = [];
  const progress = new Progress(steps, "files", (line) => lines.push(line));
  for (let step = 0; step < steps; step++) {
    jest.advanceTimersByTime(milliseconds);
    progress.step();
  }
  return lines;
}

test("what takes long tells how far it is, a line a second at most", () => {
  expect(linesOf(10, 300)).toEqual(["4 of 10 files", "8 of 10 files"]);
  expect(linesOf(3, 2_000)).toEqual(["1 of 3 files", "2 of 3 files", "3 of 3 files"]);
});

test("what is done within a second tells nothing", () => {
  expect(linesOf(9, 100)).toEqual([]);
});
