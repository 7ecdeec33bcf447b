import { isTakenBy, type Need, parseVersion } from "../../sdk/src/api/server-version";

/** Whether the server that the tests share takes something. */
export function serverTakes(need: Need): boolean {
  const version = parseVersion(process.env.SYNTASK_TEST_SERVER_VERSION);
  if (!version) throw new Error("the version of the test server is not known: run the tests with `npm test`");
  return isTakenBy(version, need);
}

/** A part of what a test writes, where the server takes it. */
export const where = <Part extends object>(need: Need, part: Part): Partial<Part> => (serverTakes(need) ? part : {});
