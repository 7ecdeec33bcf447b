import { clientFor } from "../../../sdk/src/engine/connections";
import { definitions } from "../../../sdk/src/provider";
import { raw, serverUrl, unique } from "../../support/raw-api";
import { made, resource } from "../../support/resource";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

test.each(["a/b", "a%b", "a&b", "a<b", "a>b"])("a new limit of the tag %s is refused at preview", async (tag) => {
  expect(await resource("TagConcurrencyLimit").check({ tag, limit: 1 })).toEqual([
    expect.stringContaining("`tag` with one of / % & < > is not part of servers from version 3.4.19, and "),
  ]);
});

test("a global limit that is named like one of a tag is refused at preview", async () => {
  expect(await resource("GlobalConcurrencyLimit").check({ name: "tag:x", limit: 1 })).toEqual([
    expect.stringContaining('`name` that begins with "tag:", as the limit of a tag does, is not part of servers'),
  ]);
});

test("the limit of a tag is listed once, and as one of a tag", async () => {
  const tag = unique("tag");
  const object = await made("TagConcurrencyLimit", { tag, limit: 3 });
  const client = clientFor({ get: (key) => object.config[key] });
  const names = async (kind: string) =>
    (await definitions.get(kind)!.list!(client)).map(({ inputs }) => inputs.name ?? inputs.tag);
  expect(await names("GlobalConcurrencyLimit")).not.toContain(`tag:${tag}`);
  expect(await names("TagConcurrencyLimit")).toContain(tag);
  expect((await raw("GET", `/v2/concurrency_limits/tag:${tag}`)).limit).toBe(3);
  expect(serverUrl()).toBe(object.config["syntask:apiUrl"]);
  await object.destroy();
});
