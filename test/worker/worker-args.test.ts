import { readFileSync } from "node:fs";
import { join } from "node:path";
import { faultOfPackage, packagesFor } from "../../sdk/src/worker/worker-packages";
import { faultOfMemory, faultOfProcessors, mebibytesOf, processorsOf } from "../../sdk/src/worker/worker-size";
import { faultOfUrl } from "../../sdk/src/worker/worker-url";

const loopbackAdvice = "write another";

test.each([
  "http://127.0.0.1:4200/api",
  "http://localhost:4200/api",
  "http://syntask.localhost/api",
  "http://[::1]:4200/api",
  "http://0.0.0.0:4200/api",
])("%s is the worker's own machine to a worker, unless it shares ours", (url) => {
  expect(faultOfUrl(url, { loopbackAdvice })).toBe(
    `is ${url}, which is the worker's own machine to a worker; write another`,
  );
  expect(faultOfUrl(url, { loopbackAdvice, sharesLoopback: true })).toBeUndefined();
});

test("the URL of another machine is fine, and what is none is refused", () => {
  expect(faultOfUrl("https://syntask.example.com/api", { loopbackAdvice })).toBeUndefined();
  expect(faultOfUrl("syntask", { loopbackAdvice })).toBe(
    'is "syntask"; write the URL of the API, like https://syntask.example.com/api',
  );
});

test.each(["prefect-aws==0.5.0", "prefect-aws[s3]==0.5.0", "own @ https://example.com/own.whl"])(
  "%s has a version",
  (given) => expect(faultOfPackage(given)).toBeUndefined(),
);

test.each(["prefect-aws", "prefect-aws>=0.5"])("%s has none that stays the same", (given) => {
  expect(faultOfPackage(given)).toBe(`has "${given}", which has no version; write "prefect-aws==<version>"`);
});

test("packages of workers have the versions that are tested", () => {
  const tested = readFileSync(join(__dirname, "../../sdk/python-constraints.txt"), "utf8").split("\n");
  const types = ["docker", "kubernetes", "ecs", "azure-container-instance", "cloud-run", "cloud-run-v2", "vertex-ai"];
  const packages = types.flatMap((type) => packagesFor("prefect", type));
  expect(packages).toHaveLength(types.length);
  expect(packages.filter((one) => !tested.includes(one))).toEqual([]);
});

test("a worker of processes needs none, and those of Syntask are on no public index", () => {
  expect(packagesFor("prefect", "process")).toEqual([]);
  expect(packagesFor("syntask", "process")).toEqual([]);
  expect(() => packagesFor("syntask", "ecs")).toThrow(
    "a worker of type ecs needs a package beside Syntask; write it with its version as `packages`, or an `image` that has it",
  );
});

test("processors and memory are amounts with their units", () => {
  expect([faultOfProcessors("0.5 vCPU"), faultOfMemory("512 MiB"), faultOfMemory("1.5 GiB")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([processorsOf("0.5 vCPU"), mebibytesOf("512 MiB"), mebibytesOf("1.5 GiB")]).toEqual([0.5, 512, 1536]);
  expect(faultOfProcessors("512 MiB")).toBe('is "512 MiB"; write a share of processors, like "0.5 vCPU"');
  expect(faultOfMemory("0.5 vCPU")).toBe('is "0.5 vCPU"; write an amount of memory, like "512 MiB" or "2 GiB"');
});
