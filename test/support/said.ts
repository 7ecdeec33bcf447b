/** What the package says to the user, in lines, while the tests of a file run. */
export function listen(): () => string[] {
  let info: jest.SpyInstance;
  beforeEach(() => {
    info = jest.spyOn(console, "info").mockImplementation();
  });
  afterEach(() => info.mockRestore());
  return () => info.mock.calls.flat();
}
