import { networkInterfaces } from "node:os";

/** An address of this machine that is not its loopback one. */
export function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((one = []) => one);
  const outer = addresses.find(({ family, internal }) => family === "IPv4" && !internal);
  if (!outer) throw new Error("this machine has no address but the loopback one");
  return outer.address;
}
