import * as pulumi from "@pulumi/pulumi";

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }),
    call: ({ token, inputs }) => (token === "syntask:index:getWorkPool" ? { ...inputs, type: "process" } : inputs),
  }),
);

test("the nightly deployment runs in the pool of the platform", async () => {
  const { nightly } = await import("./index.js");
  const workPool = await new Promise((known) => nightly.workPool.apply(known));
  expect(workPool).toBe("platform");
});
