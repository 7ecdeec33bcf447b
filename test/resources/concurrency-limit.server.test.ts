import { failuresOf } from "../support/check-failures";
import { raw, unique } from "../support/raw-api";
import { made, resource } from "../support/resource";
import { serverTakes } from "../support/server-version";

describe("traps of api.md, section 8", () => {
  test("slots in use are no drift and are left alone by an update", async () => {
    const name = unique("limit");
    const inputs = { name, limit: 3 };
    const limit = await made("GlobalConcurrencyLimit", inputs);
    await raw("POST", "/v2/concurrency_limits/increment", { names: [name], slots: 2, mode: "concurrency" });
    await limit.refresh();
    expect(await limit.preview(inputs)).toEqual({ changes: false, replaces: [] });
    await limit.up({ name, limit: 5 });
    expect(await raw("GET", `/v2/concurrency_limits/${name}`)).toMatchObject({ limit: 5, active_slots: 2 });
    await limit.destroy();
  });

  test("the limit of a deployment is the deployment's", async () => {
    expect(await failuresOf("GlobalConcurrencyLimit", { name: "deployment:0f1c", limit: 1 })).toEqual([
      '`name` "deployment:0f1c" belongs to a deployment; set `concurrencyLimit` of the Deployment instead',
    ]);
  });

  test("a tag's limit of somebody else is not overwritten, though the server would, also with a slash in the tag", async () => {
    const withSlash = serverTakes({ before: "3.4.19" }) ? [unique("team/tag")] : [];
    for (const tag of [unique("tag"), ...withSlash]) {
      const theirs = await raw("POST", "/concurrency_limits/", { tag, concurrency_limit: 1 });
      await expect(resource("TagConcurrencyLimit").up({ tag, limit: 9 })).rejects.toThrow(/exists already/);
      expect(await raw("GET", `/concurrency_limits/${theirs.id}`)).toMatchObject({ concurrency_limit: 1 });
      await raw("DELETE", `/concurrency_limits/${theirs.id}`);
    }
  });

  test("a tag's limit keeps its id and its slots when it changes, though it can only be posted anew", async () => {
    const tag = unique("tag");
    const limit = await made("TagConcurrencyLimit", { tag, limit: 1 });
    const { id } = limit.stored!;
    await raw("POST", "/concurrency_limits/increment", {
      names: [tag],
      task_run_id: "0f1c0a68-6f5d-4d3c-9f0e-1c9f3a1f2b11",
    });
    await limit.up({ tag, limit: 2 });
    const changed = await raw("GET", `/concurrency_limits/${id}`);
    expect(changed).toMatchObject({ id, concurrency_limit: 2, active_slots: [expect.any(String)] });
    await limit.refresh();
    expect(await limit.preview({ tag, limit: 2 })).toEqual({ changes: false, replaces: [] });
    await limit.destroy();
  });
});

describe("flow run notification policies", () => {
  // Newer servers have none.
  const testOfPolicies = serverTakes({ before: "3.4.0" }) ? test : () => {};
  testOfPolicies("an active policy is found, though the server lists the inactive ones by default", async () => {
    const slack = await made("Block", {
      name: unique("slack"),
      typeSlug: "slack-webhook",
      data: { url: "https://hooks.example.com" },
    });
    const inputs = { block: slack.stored!.id, stateNames: ["Failed"], tags: [unique("tag")] };
    const first = await made("FlowRunNotificationPolicy", inputs);
    const second = await made("FlowRunNotificationPolicy", inputs);
    expect(second.stored!.id).toBe(first.stored!.id);
    await first.destroy();
  });

  test("a message that names what does not exist is refused with the nearest name", async () => {
    expect(
      await failuresOf("FlowRunNotificationPolicy", { block: "x", message: "{flow_run_nam} {flow_name}" }),
    ).toEqual(['`message` names {flow_run_nam}, which does not exist; did you mean "flow_run_name"?']);
  });
});
