import { raw, unique } from "../support/raw-api";
import { made, resource } from "../support/resource";

const name = () => unique("variable").replaceAll("-", "_");

describe("traps of api.md, section 7", () => {
  test.each([["text"], [1], [1.5], [true], [null], [{ a: [1, null] }], [[]]])(
    "the value %j comes back as it was sent",
    async (value) => {
      const inputs = { name: name(), value };
      const variable = await made("Variable", inputs);
      await variable.refresh();
      expect(variable.stored!.inputs.value).toEqual(value);
      expect(await variable.preview(inputs)).toEqual({ changes: false, replaces: [] });
    },
  );

  test("a value of exactly as many bytes as fit is accepted, by the check and by the server", async () => {
    const variable = await made("Variable", { name: name(), value: "x".repeat(4998) });
    expect(await raw("GET", `/variables/${variable.stored!.id}`)).toMatchObject({ value: "x".repeat(4998) });
    expect(await resource("Variable").check({ name: name(), value: "x".repeat(4999) })).toHaveLength(1);
    expect(await resource("Variable").check({ name: name(), value: "é".repeat(2500) })).toHaveLength(1);
  });

  test("an empty name, which the server would take, is refused", async () => {
    expect(await resource("Variable").check({ name: "", value: 1 })).toEqual([
      '`name` "" may hold only lowercase letters, digits and underscores',
    ]);
  });
});
