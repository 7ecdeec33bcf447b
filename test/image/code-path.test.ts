import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codePath, faultOfPath, localFolderOf, pullStepsOf } from "../../sdk/src/image/code-path";
import { declare, resolved } from "../support/mocks";

test("code is where it is said to be, else where a build puts it; of an image that is given it is not known", () => {
  expect(codePath("/srv", undefined)).toBe("/srv");
  expect(codePath("/srv", { context: "." })).toBe("/srv");
  expect(codePath(undefined, { context: "." })).toBe("/opt/flows");
  expect(codePath(undefined, undefined)).toBeUndefined();
});

test.each(["/srv", "/srv/flows", "/a-b"])("the folder %p may be in an image", (path) => {
  expect(faultOfPath(path)).toBeUndefined();
});

test.each(["", "/", "srv", "srv/flows", "/srv/", "/srv flows", "/srv ", "/$HOME", "/srv$", `/"srv`, "/srv'", "/s'v"])(
  "the folder %p is refused",
  (path) => {
    expect(faultOfPath(path)).toBe(`is "${path}"; write an absolute folder, such as /opt/flows`);
  },
);

test("a worker goes to the folder of the code, if that is known", async () => {
  let steps!: ReturnType<typeof pullStepsOf>[];
  await declare(() => {
    steps = [pullStepsOf("/srv"), pullStepsOf(undefined)];
  });
  expect(await resolved(steps as never)).toEqual([
    [{ "syntask.deployments.steps.set_working_directory": { directory: "/srv" } }],
    [],
  ]);
});

test("flows are read from the folder of a build, unless a Dockerfile says what becomes of it", () => {
  const context = mkdtempSync(join(tmpdir(), "pulumi-syntask-path-"));
  try {
    expect(localFolderOf(undefined)).toBeUndefined();
    expect(localFolderOf({ context })).toBe(context);
    expect(localFolderOf({ context, dockerfile: "Dockerfile.flows" })).toBeUndefined();
    writeFileSync(join(context, "Dockerfile"), "");
    expect(localFolderOf({ context })).toBeUndefined();
  } finally {
    rmSync(context, { recursive: true });
  }
});
