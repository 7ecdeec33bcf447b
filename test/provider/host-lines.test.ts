import { shownByTheEngine } from "../../sdk/src/provider/host-lines";

let error: jest.SpyInstance;
beforeEach(() => {
  error = jest.spyOn(console, "error").mockImplementation();
});
afterEach(() => error.mockRestore());

/** What the host does with what an operation throws. */
const host = (failure: Error) => console.error(`${failure}: ${failure.stack}`);

const failureOf = (message: string) => Object.assign(new Error(message), { stack: "" });

test("the host's line of a failure is left out, each once, and all else is written", () => {
  const [first, second] = [failureOf('thing "a": it broke'), failureOf('thing "b": it broke')];
  shownByTheEngine(first);
  shownByTheEngine(second);
  console.error("a program's own line", 1);
  host(second);
  host(first);
  host(first);
  expect(error.mock.calls).toEqual([["a program's own line", 1], ['Error: thing "a": it broke: ']]);
});

test("two failures of one text are left out twice", () => {
  for (const _ of [1, 2]) shownByTheEngine(failureOf("it broke"));
  for (const _ of [1, 2, 3]) host(failureOf("it broke"));
  expect(error).toHaveBeenCalledTimes(1);
});

test("the console is as it was before, once all lines have come", () => {
  const before = console.error;
  const failure = failureOf("it broke");
  shownByTheEngine(failure);
  expect(console.error).not.toBe(before);
  host(failure);
  expect(console.error).toBe(before);
});
