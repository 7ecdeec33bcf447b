import { dialectOf, otherDialect } from "../../sdk/src/api/dialect";

test.each([
  [
    "syntask",
    "Syntask",
    "prefect",
    { environmentPrefix: "SYNTASK", home: ".syntask", ignoreFile: ".syntaskignore", projectFile: "syntask.yaml" },
    ["X-SYNTASK-API-VERSION", "Syntask-Csrf-Token", "Syntask-Csrf-Client"],
    ["syntask.deployments.steps", "syntask_aws.deployments.steps"],
    ["{{ syntask.blocks.secret.token }}", "{{ syntask.variables.size }}"],
  ],
  [
    "prefect",
    "Prefect",
    "syntask",
    { environmentPrefix: "PREFECT", home: ".prefect", ignoreFile: ".prefectignore", projectFile: "prefect.yaml" },
    ["X-PREFECT-API-VERSION", "Prefect-Csrf-Token", "Prefect-Csrf-Client"],
    ["prefect.deployments.steps", "prefect_aws.deployments.steps"],
    ["{{ prefect.blocks.secret.token }}", "{{ prefect.variables.size }}"],
  ],
] as const)("all names of %s are its own", (name, title, other, places, headers, steps, placeholders) => {
  const dialect = dialectOf(name);
  const { stepModule, blockPlaceholder, variablePlaceholder, ...names } = dialect;
  const [versionHeader, csrfTokenHeader, csrfClientHeader] = headers;
  const ofServer = { reservedPrefix: name, versionHeader, csrfTokenHeader, csrfClientHeader };
  expect(names).toEqual({ name, title, ...places, ...ofServer });
  expect([stepModule(), stepModule("aws")]).toEqual(steps);
  expect([blockPlaceholder("secret", "token"), variablePlaceholder("size")]).toEqual(placeholders);
  expect(otherDialect(dialect).name).toBe(other);
});

test("without a name it is Syntask's", () => {
  expect(dialectOf(undefined)).toBe(dialectOf("syntask"));
});
