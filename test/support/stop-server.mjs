/** Stops the server that the tests shared, if they started one. */
export default async function stop() {
  await globalThis.stopTestServer?.();
  globalThis.stopTestServer = undefined;
}
