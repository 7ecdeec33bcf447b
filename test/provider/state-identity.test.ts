import { definitions, provider } from "../../sdk/src/provider";
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

/** A kind that is renamed adds a line here. */
const former = {
  AzureFolder: "AzureAccessCheck",
  AzureSignature: "ContainerSas",
  CodeReleases: "ReleasePruning",
  GcsFolder: "GcsAccessCheck",
  GitRemote: "GitAccessCheck",
  S3Folder: "S3AccessCheck",
};

test("kinds that have another name now never change", () => {
  const all = [...definitions.values()].flatMap(({ kind, formerKinds = [] }) => formerKinds.map((one) => [one, kind]));
  expect(Object.fromEntries(all)).toEqual(former);
  expect(all.filter(([one]) => definitions.has(one!))).toEqual([]);
});

test.each(Object.entries(former))("the text stored with a %s finds %s", (one, kind) => {
  expect(provider(one)).toEqual(provider(kind));
});

test("a kind that never was is refused with the version that is installed", () => {
  expect(() => provider("Folder")).toThrow(/^pulumi-syntask \d+\.\d+\.\d+ has no resource Folder; install/);
});
