import { Throttle } from "../../sdk/src/api/throttle";

/** Starts operations and counts how many run at one time. */
async function mostAtOnce(throttle: Throttle, operations: number): Promise<number> {
  let running = 0;
  let most = 0;
  const operation = async () => {
    most = Math.max(most, ++running);
    await new Promise((resume) => setTimeout(resume, 1));
    running--;
  };
  await Promise.all(Array.from({ length: operations }, () => throttle.run(operation)));
  return most;
}

test("no more run at once than the limit, and all of them run", async () => {
  expect(await mostAtOnce(new Throttle(4, 10), 50)).toBe(4);
});

test("an overloaded server halves the limit, down to one", async () => {
  const throttle = new Throttle(4, 10);
  throttle.overloaded();
  expect(await mostAtOnce(throttle, 20)).toBe(2);
  throttle.overloaded();
  throttle.overloaded();
  expect(await mostAtOnce(throttle, 20)).toBe(1);
});

test("a run of successes raises the limit, up to its maximum", async () => {
  const throttle = new Throttle(1, 2);
  for (let i = 0; i < 100; i++) throttle.succeeded();
  expect(await mostAtOnce(throttle, 20)).toBe(2);
});

test("an operation that fails gives its place free", async () => {
  const throttle = new Throttle(1, 1);
  await expect(throttle.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await mostAtOnce(throttle, 3)).toBe(1);
});

/** Operations that a throttle of one may run at a time after some successes. */
const grown = (throttle: Throttle, successes: number) => {
  for (let success = 0; success < successes; success++) throttle.succeeded();
  return throttle.currentLimit;
};

test("twenty successes running raise the limit, and no fewer", () => {
  expect(grown(new Throttle(1, 9), 19)).toBe(1);
  expect(grown(new Throttle(1, 9), 20)).toBe(2);
  expect(grown(new Throttle(1, 9), 39)).toBe(2);
});

test("an overload makes the successes count anew", () => {
  const throttle = new Throttle(4, 9);
  grown(throttle, 19);
  throttle.overloaded();
  expect(grown(throttle, 19)).toBe(2);
  expect(grown(throttle, 1)).toBe(3);
});

test("what waits is let in when the limit is raised", async () => {
  const throttle = new Throttle(1, 2);
  let started = 0;
  const ends: (() => void)[] = [];
  const operation = () => {
    started++;
    return new Promise<void>((end) => ends.push(end));
  };
  const all = [throttle.run(operation), throttle.run(operation)];
  grown(throttle, 20);
  await new Promise((resume) => setImmediate(resume));
  expect(started).toBe(2);
  for (const end of ends) end();
  await Promise.all(all);
});

test("one that is alone waits for those that run, and those that come later wait for it", async () => {
  const throttle = new Throttle(4, 4);
  const events: string[] = [];
  const operation = (name: string) => async () => {
    events.push(`${name} begins`);
    await new Promise((resume) => setTimeout(resume, 1));
    events.push(`${name} ends`);
  };
  await Promise.all([
    throttle.run(operation("first")),
    throttle.run(operation("alone"), { alone: true }),
    throttle.run(operation("later")),
  ]);
  expect(events).toEqual(["first begins", "first ends", "alone begins", "alone ends", "later begins", "later ends"]);
});

test("one that is alone and fails lets the others go on", async () => {
  const throttle = new Throttle(4, 4);
  await expect(throttle.run(() => Promise.reject(new Error("no")), { alone: true })).rejects.toThrow("no");
  expect(await mostAtOnce(throttle, 20)).toBe(4);
});
