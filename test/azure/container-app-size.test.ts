import { containerAppSize, faultOfContainerAppSize } from "../../sdk/src/azure/container-app-size";

test.each([
  ["0.25 vCPU", undefined],
  [undefined, "2 GiB"],
  ["0.5 vCPU", "1 GiB"],
  ["1.75 vCPU", "3.5 GiB"],
  ["4 vCPU", "8192 MiB"],
])("Container Apps have %s with %s", (cpu, memory) => {
  expect(faultOfContainerAppSize(cpu, memory)).toBeUndefined();
});

test.each([
  ["half", undefined, '`cpu` is "half"; write a share of processors, like "0.5 vCPU"'],
  ["1 vCPU", "2Gi", '`memory` is "2Gi"; write an amount of memory, like "512 MiB" or "2 GiB"'],
  ["0.3 vCPU", undefined, '`cpu` is "0.3 vCPU"; Container Apps have 0.25 to 4 vCPU, in steps of 0.25'],
  ["8 vCPU", "16 GiB", '`cpu` is "8 vCPU"; Container Apps have 0.25 to 4 vCPU, in steps of 0.25'],
  ["1 vCPU", "1 GiB", '`memory` is "1 GiB"; with 1 vCPU Container Apps have 2 GiB; leave one of the two out'],
  [undefined, "768 MiB", '`memory` is "768 MiB"; Container Apps have 0.5 to 8 GiB, in steps of 0.5'],
])("Container Apps have no %s with %s", (cpu, memory, fault) => {
  expect(faultOfContainerAppSize(cpu, memory)).toBe(fault);
});

test("a size is written in the units of Container Apps, and each part says the other", () => {
  expect(containerAppSize("0.25 vCPU", undefined)).toEqual({ cpu: 0.25, memory: "0.5Gi" });
  expect(containerAppSize(undefined, "4 GiB")).toEqual({ cpu: 2, memory: "4Gi" });
  expect(containerAppSize(undefined, undefined)).toEqual({ cpu: 0.5, memory: "1Gi" });
});
