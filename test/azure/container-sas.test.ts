import { ContainerSas } from "../../sdk/src/azure/container-sas";
import { declare } from "../support/mocks";

const { definition } = ContainerSas;
const day = 24 * 3_600_000;
const now = new Date("2030-01-01T00:00:00.700Z");
const inputs = {
  account: "flows",
  container: "code",
  endpoint: "https://flows.blob.core.windows.net",
  accountKey: Buffer.from("hush").toString("base64"),
  permissions: "read" as const,
  validDays: 90,
};
const context = { say() {}, changed: [] };

beforeEach(() => {
  jest.useFakeTimers({ now });
});
afterEach(() => jest.useRealTimers());

test("a signature is good for as many days as it says, to the second", async () => {
  const { id, state } = await definition.create(undefined, inputs, context);
  expect(id).toBe("flows/code");
  expect(state!.expiresOn).toBe("2030-04-01T00:00:00.000Z");
  expect(state!.connectionString).toContain("se=2030-04-01T00%3A00%3A00Z");
  expect(await definition.update(undefined, id, inputs, { ...inputs, ...state! }, context)).toEqual(state);
  expect(await definition.read(undefined, id, { ...inputs, ...state! })).toEqual({ id, inputs: {}, state });
  expect(await definition.find(undefined, inputs)).toBeUndefined();
  expect(await definition.connect!(context as never, inputs, context)).toBeUndefined();
  await definition.delete(undefined, id, { ...inputs, ...state! }, context);
});

test.each([
  [30 * day + 1_000, false],
  [30 * day, false],
  [30 * day - 1_000, true],
  [-day, true],
])("with %d milliseconds left of 90 days it is made anew: %p", (left, isReplaced) => {
  const expiresOn = new Date(now.getTime() + left).toISOString();
  expect(definition.replaceBecause!({ ...inputs, expiresOn }, inputs)).toEqual(
    isReplaced ? [{ property: "validDays", reason: `are nearly over, or past: it expires on ${expiresOn}` }] : [],
  );
});

test("what is not known yet replaces nothing", () => {
  const expiresOn = "2020-01-01T00:00:00.000Z";
  expect(definition.replaceBecause!({ ...inputs, expiresOn }, { ...inputs, validDays: undefined })).toEqual([]);
  expect(definition.replaceBecause!({ ...inputs }, inputs)).toEqual([]);
});

test("it is named by its container, as far as that is known", () => {
  expect(definition.label(inputs)).toBe("flows/code");
  expect(definition.label({})).toBe("…/…");
});

test("the key and what is made of it are secret", async () => {
  jest.useRealTimers();
  const [declared] = await declare(() => new ContainerSas("flows", inputs));
  expect(declared!.secrets).toEqual(["accountKey"]);
  expect(declared!.secretOutputs).toContain("connectionString");
});
