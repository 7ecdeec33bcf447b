import { definitions } from "../../sdk/src/provider";
import { stub, typePrefix } from "../../sdk/src/provider/stub";

/**
 * What lies in users' state. A line may be added here; one that changes or goes breaks stacks that exist, so it needs
 * an alias and an entry in the changelog.
 */
test("the text stored with every resource never changes", () => {
  expect(stub("Variable")).toBe(
    'exports.handler = () => require("module").createRequire(process.cwd() + "/")("pulumi-syntask/provider").provider("Variable");',
  );
});

test("the type of a resource never changes", () => {
  expect(typePrefix).toBe("pulumi-nodejs:dynamic/syntask:");
});

test("kinds and names of inputs never change", () => {
  const identities = Object.fromEntries(
    [...definitions].map(([kind, { properties }]) => [kind, [...properties].sort()]),
  );
  expect(identities).toMatchSnapshot();
});
