import { cloudRunSize, faultOfCloudRunSize } from "../../sdk/src/gcp/cloud-run-size";

test.each([
  ["1 vCPU", "512 MiB"],
  ["1 vCPU", "4 GiB"],
  ["2 vCPU", "8 GiB"],
  ["4 vCPU", "2.5 GiB"],
  ["8 vCPU", "32 GiB"],
])("Cloud Run has %s with %s", (cpu, memory) => {
  expect(faultOfCloudRunSize(cpu, memory)).toBeUndefined();
});

test.each([
  ["one", "1 GiB", '`cpu` is "one"; write a share of processors, like "0.5 vCPU"'],
  ["1 vCPU", "1Gi", '`memory` is "1Gi"; write an amount of memory, like "512 MiB" or "2 GiB"'],
  ["0.5 vCPU", "1 GiB", '`cpu` is "0.5 vCPU"; worker pools of Cloud Run have 1, 2, 4, 6, 8 vCPU'],
  ["1 vCPU", "256 MiB", '`memory` is "256 MiB"; with 1 vCPU worker pools of Cloud Run have 0.5 to 4 GiB'],
  ["4 vCPU", "1 GiB", '`memory` is "1 GiB"; with 4 vCPU worker pools of Cloud Run have 2 to 16 GiB'],
  ["8 vCPU", "33 GiB", '`memory` is "33 GiB"; with 8 vCPU worker pools of Cloud Run have 4 to 32 GiB'],
])("Cloud Run has no %s with %s", (cpu, memory, fault) => {
  expect(faultOfCloudRunSize(cpu, memory)).toBe(fault);
});

test("a size is written in the units of Cloud Run", () => {
  expect(cloudRunSize("2 vCPU", "1.5 GiB")).toEqual({ cpu: "2", memory: "1536Mi" });
});
