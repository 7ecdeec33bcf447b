import { type Failure, withRetries } from "../../sdk/src/api/retry";

const pauses: number[] = [];
jest.mock("node:timers/promises", () => ({
  setTimeout: async (pause: number) => {
    pauses.push(pause);
  },
}));
beforeEach(() => {
  pauses.length = 0;
});

const failing = (failure: Omit<Failure, "error">) =>
  withRetries(
    () => Promise.reject(new Error("no")),
    (thrown) => ({ ...failure, error: thrown as Error }),
  );
const sum = () => pauses.reduce((total, pause) => total + pause, 0);

test("a server that asks for no pause gets growing pauses all the same, and an end", async () => {
  await expect(failing({ kind: "busy", attempts: Number.POSITIVE_INFINITY, wait: 0 })).rejects.toThrow("no");
  expect(pauses.length).toBeLessThan(30);
  expect(pauses[0]).toBeGreaterThanOrEqual(25);
  expect(sum()).toBeGreaterThan(30_000);
  expect(sum()).toBeLessThan(70_000);
});

test("a server that asks for long pauses gets few of them", async () => {
  await expect(failing({ kind: "busy", attempts: Number.POSITIVE_INFINITY, wait: 30_000 })).rejects.toThrow("no");
  expect(pauses).toEqual([30_000, 30_000]);
});

test("failures of one kind do not use up the attempts of another", async () => {
  const kinds = ["busy", "busy", "token"];
  let calls = 0;
  const answer = await withRetries(
    async () => {
      if (calls++ < kinds.length) throw new Error("no");
      return "yes";
    },
    (thrown) => ({ error: thrown as Error, kind: kinds[calls - 1]!, attempts: kinds[calls - 1] === "token" ? 2 : 9 }),
  );
  expect(answer).toBe("yes");
});
