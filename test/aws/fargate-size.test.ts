import { repositoryArnOf } from "../../sdk/src/aws/ecr-policies";
import { fargateSize, faultOfFargateSize } from "../../sdk/src/aws/fargate-size";

test.each([
  ["0.25 vCPU", "512 MiB"],
  ["0.25 vCPU", "2 GiB"],
  ["0.5 vCPU", "1024 MiB"],
  ["1 vCPU", "8 GiB"],
  ["8 vCPU", "20 GiB"],
  ["16 vCPU", "120 GiB"],
])("Fargate has %s with %s", (cpu, memory) => {
  expect(faultOfFargateSize(cpu, memory)).toBeUndefined();
});

test.each([
  ["half", "1 GiB", '`cpu` is "half"; write a share of processors, like "0.5 vCPU"'],
  ["1 vCPU", "much", '`memory` is "much"; write an amount of memory, like "512 MiB" or "2 GiB"'],
  ["0.3 vCPU", "1 GiB", '`cpu` is "0.3 vCPU"; Fargate has 0.25, 0.5, 1, 2, 4, 8, 16 vCPU'],
  ["0.25 vCPU", "1.5 GiB", '`memory` is "1.5 GiB"; with 0.25 vCPU Fargate has 0.5, 1, 2 GiB'],
  ["0.5 vCPU", "512 MiB", '`memory` is "512 MiB"; with 0.5 vCPU Fargate has 1, 2, 3, 4 GiB'],
  ["1 vCPU", "2.5 GiB", '`memory` is "2.5 GiB"; with 1 vCPU Fargate has 2, 3, 4, 5, 6, 7, 8 GiB'],
  [
    "8 vCPU",
    "18 GiB",
    '`memory` is "18 GiB"; with 8 vCPU Fargate has 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60 GiB',
  ],
])("Fargate has no %s with %s", (cpu, memory, fault) => {
  expect(faultOfFargateSize(cpu, memory)).toBe(fault);
});

test("a size is written in the units of task definitions", () => {
  expect(fargateSize("0.5 vCPU", "1 GiB")).toEqual({ cpu: "512", memory: "1024" });
});

test.each([
  [
    "123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/etl:1",
    "arn:aws:ecr:eu-central-1:123456789012:repository/team/etl",
  ],
  [
    "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/etl@sha256:0",
    "arn:aws-cn:ecr:cn-north-1:123456789012:repository/etl",
  ],
  ["prefecthq/prefect:3.0.8-python3.12", undefined],
  ["public.ecr.aws/team/etl:1", undefined],
])("the repository of %s is %s", (image, arn) => {
  expect(repositoryArnOf(image)).toBe(arn);
});
