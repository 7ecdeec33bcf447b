let waited = 0;

/** What stands in the place of `node:timers/promises`, by `jest.mock` at the top of a test. */
export const timers = {
  ...jest.requireActual("node:timers/promises"),
  async setTimeout(milliseconds: number): Promise<void> {
    waited += milliseconds;
  },
};

/** Waiting takes no time in the tests of a file, and clocks go on all the same. */
export function skipWaits(): { readonly milliseconds: number; reset(): void } {
  const reset = () => {
    waited = 0;
  };
  beforeEach(() => {
    reset();
    // Whole, so that sums of pauses are exact.
    const start = Math.round(performance.now());
    jest.spyOn(performance, "now").mockImplementation(() => start + waited);
  });
  return {
    get milliseconds() {
      return waited;
    },
    reset,
  };
}
