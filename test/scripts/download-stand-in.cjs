/** Loaded before a script: what it fetches from Pulumi's site comes from the server that stands in for it. */
const { fetch } = globalThis;
globalThis.fetch = (resource, options) => {
  const url = new URL(resource);
  return fetch(url.hostname === "get.pulumi.com" ? new URL(url.pathname, process.env.STAND_IN_URL) : url, options);
};
