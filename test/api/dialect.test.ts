import { type DialectName, dialectOf, otherDialect } from "../../sdk/src/api/dialect";

test.each<[DialectName, string, DialectName]>([
  ["syntask", "Syntask", "prefect"],
  ["prefect", "Prefect", "syntask"],
])("all names of %s are its own", (name, title, other) => {
  const dialect = dialectOf(name);
  const { stepModule, blockPlaceholder, variablePlaceholder, ...names } = dialect;
  expect(names).toEqual({
    name,
    title,
    environmentPrefix: name.toUpperCase(),
    home: `.${name}`,
    ignoreFile: `.${name}ignore`,
    projectFile: `${name}.yaml`,
    reservedPrefix: name,
    versionHeader: `X-${name.toUpperCase()}-API-VERSION`,
    csrfTokenHeader: `${title}-Csrf-Token`,
    csrfClientHeader: `${title}-Csrf-Client`,
  });
  expect(stepModule()).toBe(`${name}.deployments.steps`);
  expect(stepModule("aws")).toBe(`${name}_aws.deployments.steps`);
  expect(blockPlaceholder("secret", "token")).toBe(`{{ ${name}.blocks.secret.token }}`);
  expect(variablePlaceholder("size")).toBe(`{{ ${name}.variables.size }}`);
  expect(otherDialect(dialect).name).toBe(other);
});

test("without a name it is Syntask's", () => {
  expect(dialectOf(undefined)).toBe(dialectOf("syntask"));
});
