import { faultOfPlatform, needsPlatform, platformOf } from "../../sdk/src/image/pool-platform";

const either = "linux/amd64 or linux/arm64";

test.each([
  ["azure-container-instance", "linux/amd64"],
  ["cloud-run", "linux/amd64"],
  ["cloud-run-v2", "linux/amd64"],
  ["ecs", either],
  ["vertex-ai", "linux/amd64"],
])("pools of type %s run %s", (type, runs) => {
  expect(needsPlatform(type)).toBe(true);
  for (const platform of runs.split(" or ")) {
    expect(faultOfPlatform(type, [platform])).toBeUndefined();
    expect(faultOfPlatform(type, [`${platform}/v8`])).toBeUndefined();
    expect(faultOfPlatform(type, ["windows/amd64", platform])).toBeUndefined();
  }
  expect(faultOfPlatform(type, ["windows/amd64", "linux/amd64v2", "my/linux/amd64/"])).toBe(
    `the image is for windows/amd64, linux/amd64v2, my/linux/amd64/, and pools of type ${type} run ${runs}; build it for that`,
  );
});

test.each(["kubernetes", "docker", "toString", undefined])("pools of type %p run what their machines are", (type) => {
  expect(needsPlatform(type)).toBe(false);
  expect(faultOfPlatform(type, ["linux/arm64"])).toBeUndefined();
});

test("push pools run what the type runs that they stand for", () => {
  expect(platformOf("ecs:push")).toBe("linux/amd64");
  expect(faultOfPlatform("cloud-run:push", ["linux/arm64"])).toContain("pools of type cloud-run:push run linux/amd64");
  expect(platformOf("modal:push")).toBeUndefined();
});

test("an image that does not tell its platform is not refused for it", () => {
  expect(faultOfPlatform("ecs", [])).toBeUndefined();
});

test("pools of type process run no images", () => {
  expect(faultOfPlatform("process", [])).toBe(
    "`workPool` is of type process, which runs no images; write a pool of type docker",
  );
});
