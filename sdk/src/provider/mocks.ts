import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/**
 * What the mocks of a program's test answer to a look-up, so that such a test asks no server. Their function `call` gets
 * the token `syntask:index:<name>`, and the args that are given.
 *
 * @returns `undefined` outside of such a test
 */
export async function mockedAnswer(name: string, args: object): Promise<Record<string, any> | undefined> {
  const monitor = pulumi.runtime.getMonitor();
  if (!(monitor instanceof MockMonitor)) return undefined;
  const inputs = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
  return monitor.mocks.call({ token: `syntask:index:${name}`, inputs });
}

/** Whether the program runs in a test with mocks. */
export const isMocked = (): boolean => pulumi.runtime.getMonitor() instanceof MockMonitor;
