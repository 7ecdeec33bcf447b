import { resolve } from "node:path";
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
});

test("a relative path is taken from the program's folder", async () => {
  expect(await directoryOf("./flows")).toBe(resolve("flows"));
});

test("a path that the worker resolves is left to it", async () => {
  expect(await directoryOf("{{ $FLOWS }}")).toBe("{{ $FLOWS }}");
});
