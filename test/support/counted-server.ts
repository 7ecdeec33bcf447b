import { CountingProxy } from "./counting-proxy";
import { serverUrl } from "./raw-api";
import { listen } from "./said";

/** The test server behind a proxy that counts, and what the package says, in each test of a file. */
export function countedServer() {
  const said = listen();
  let proxy: CountingProxy;
  beforeEach(async () => {
    proxy = await CountingProxy.start(serverUrl());
  });
  afterEach(() => proxy.stop());
  return {
    /** What the package says, in lines. */
    said,
    proxy: () => proxy,
    /** The stack's config by which the package goes through the proxy. */
    config: () => ({ "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect" }),
  };
}
