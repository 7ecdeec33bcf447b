import { mkdtempSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { declare, resolved } from "../support/mocks";

const directoryOf = async (path: string) => {
  let storage!: syntask.LocalFlowStorage;
  await declare(() => {
    storage = new syntask.LocalFlowStorage("flows", { path });
  });
  const [step] = await resolved(storage.pullSteps);
  return step!["syntask.deployments.steps.set_working_directory"]!.directory;
};

test("an absolute path is taken as it is", async () => {
  expect(await directoryOf("/srv/flows")).toBe("/srv/flows");
  expect(await directoryOf("C:\\flows")).toBe("C:\\flows");
  expect(await directoryOf("c:/flows")).toBe("c:/flows");
});

test("a relative path is taken from the program's folder", async () => {
  expect(await directoryOf("./flows")).toBe(resolve("flows"));
  expect(await directoryOf("flows/C:/a")).toBe(resolve("flows/C:/a"));
  expect(await directoryOf("C:flows")).toBe(resolve("C:flows"));
  expect(await directoryOf("flows/{{ $NAME }}")).toBe(resolve("flows/{{ $NAME }}"));
});

test("a path that the worker resolves is left to it", async () => {
  expect(await directoryOf("{{ $FLOWS }}")).toBe("{{ $FLOWS }}");
});

test("the code is also read from here where the path is known", async () => {
  await declare(() => {
    expect(new syntask.LocalFlowStorage("flows", { path: "./flows" }).localFolder).toBe(resolve("flows"));
    const path = pulumi.output("./flows");
    expect(new syntask.LocalFlowStorage("later", { path }).localFolder).toBeUndefined();
  });
});

test.each(["", "  "])("a path that is blank is refused: %j", (path) => {
  const make = () => new syntask.LocalFlowStorage("flows", { path });
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow('LocalFlowStorage "flows": `path` is blank; write a folder.');
});

describe("an entrypoint that is not in the folder of this machine", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(resolve("test"), "local-flows-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const deploy = (path: string) =>
    declare(() => {
      const storage = new syntask.LocalFlowStorage("flows", { path });
      new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage });
    });

  test("is a warning where the path is absolute, as the worker's folder may be another one", async () => {
    const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    const declared = await deploy(folder);
    expect(declared.find(({ name }) => name === "nightly")?.inputs).toMatchObject({ entrypoint: "etl.py:main" });
    expect(warn.mock.calls.map(([line]) => line)).toEqual([
      `Deployment "nightly" crashes with the code that this machine has in ${folder}: there is no etl.py in ${folder} (a warning only: a worker's machine may have other code there).`,
    ]);
    warn.mockRestore();
  });

  test("is an error where the path is relative to the program", async () => {
    let message = "";
    await declare(() => {
      try {
        const storage = new syntask.LocalFlowStorage("flows", { path: relative(process.cwd(), folder) });
        new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage });
      } catch (error) {
        message = (error as Error).message;
      }
    });
    expect(message).toBe(`Deployment "nightly": there is no etl.py in ${folder}.`);
  });
});
