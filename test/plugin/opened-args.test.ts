import * as pulumi from "@pulumi/pulumi";
import { openedArgs } from "../../sdk/src/plugin/opened-args";
import { list, map, object, text } from "../../sdk/src/provider/component-args";
import { resolved } from "../support/mocks";

const registry = { server: text({ required: true }), folder: text({ plain: true }) };
const table = {
  name: text(),
  readers: map(text())({ plain: true }),
  accounts: list(text())({ plain: true }),
  registry: object<{ server: pulumi.Input<string>; folder?: string }>("Registry", registry)({ plain: true }),
};

const opened = (sent: Record<string, unknown>) =>
  openedArgs(
    table,
    Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, pulumi.output(value)])),
    sent,
  );

test("what has to be known has its keys and what is plain in it, and each other value is an output", async () => {
  const { readers, accounts, registry } = opened({
    readers: { task: "role" },
    accounts: ["1", "2"],
    registry: { server: "registry.invalid", folder: "flows" },
  }) as Record<string, any>;
  expect(Object.keys(readers)).toEqual(["task"]);
  expect(await resolved(readers.task)).toBe("role");
  expect(await Promise.all(accounts.map(resolved))).toEqual(["1", "2"]);
  expect(registry.folder).toBe("flows");
  expect(await resolved(registry.server)).toBe("registry.invalid");
});

test("what may be an output stays one, and so does what the engine does not know", () => {
  const name = pulumi.output("etl");
  const readers = pulumi.output({});
  const given = openedArgs(
    table,
    { name, readers, accounts: ["1"] },
    { name: "etl", readers: "unknown", accounts: ["1"] },
  );
  expect(given).toEqual({ name, readers, accounts: ["1"] });
  expect(given.name).toBe(name);
});
