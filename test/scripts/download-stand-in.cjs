/** Loaded before a script: what it fetches from anywhere comes from the server that stands in for the internet. */
const { fetch } = globalThis;
globalThis.fetch = (url, options) => fetch(new URL(new URL(url).pathname, process.env.STAND_IN_URL), options);
