import { Presence } from "../../sdk/src/api/presence";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const pass = (seconds: number) => jest.advanceTimersByTime(seconds * 1_000);

test("a server that never answered is not waited for", () => {
  expect(new Presence().missed()).toBe(false);
});

test("a server that has answered is waited for, for a minute", () => {
  const presence = new Presence();
  presence.answered();
  expect(presence.missed()).toBe(true);
  pass(59);
  expect(presence.missed()).toBe(true);
  pass(1);
  expect(presence.missed()).toBe(false);
});

test("the minute begins when it was missed first, not with its last answer", () => {
  const presence = new Presence();
  presence.answered();
  pass(3_600);
  expect(presence.missed()).toBe(true);
});

test("an answer gives it another minute", () => {
  const presence = new Presence();
  presence.answered();
  presence.missed();
  pass(50);
  presence.answered();
  pass(50);
  expect(presence.missed()).toBe(true);
});
