/** Stops the server that the tests of newer servers shared. */
export default async function stop() {
  await globalThis.stopNewestTestServer?.();
}
