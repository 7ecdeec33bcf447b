import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { serverUrl, unique } from "../support/raw-api";
import { made, resource } from "../support/resource";
import { listen } from "../support/said";
import { serverTakes } from "../support/server-version";

const said = listen();

test("the job variables that are written down are those of the oldest, this and the newest server's job templates", () => {
  const script = join(resolve(__dirname, "../.."), "scripts/generate-job-variables.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--check"], {
    env: { ...process.env, SYNTASK_API_URL: serverUrl() },
    encoding: "utf8",
  });
  expect(stdout.split("\n").filter((line) => /^[-+] /.test(line))).toEqual([]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

/** Variables and values, and the lines in which a pool of a server whose templates lack them is refused. */
const newer = {
  docker: {
    since: "3.8.8",
    jobDefaults: { image_pull_policy: "IfPossible", container_wait_timeout: 60 },
    refused: [
      '`jobDefaults` has "container_wait_timeout", which the job template lacks',
      '`jobDefaults.image_pull_policy` must be equal to one of the allowed values: IfNotPresent, Always, Never, says the job template of type "docker"',
    ],
  },
  kubernetes: {
    since: "3.6.29",
    jobDefaults: { cpu_request: "500m", memory_limit: "1Gi" },
    refused: [
      '`jobDefaults` has "cpu_request", which the job template lacks',
      '`jobDefaults` has "memory_limit", which the job template lacks',
    ],
  },
};

test.each(Object.entries(newer))(
  "newer job variables of %s are refused at preview where the server's template lacks them",
  async (type, { since, jobDefaults, refused }) => {
    const reasons = await resource("WorkPool").check({ name: unique("pool"), type, jobDefaults });
    expect(reasons).toEqual(serverTakes({ since }) ? [] : refused);
  },
);

test("a deployment's newer job variables are told of where its pool lacks them, and a newer value is refused", async () => {
  const pool = await made("WorkPool", { name: unique("pool"), type: "docker" });
  const deployment = (jobVariables: object) =>
    resource("Deployment").check({
      name: unique("deployment"),
      flow: "flow",
      entrypoint: "etl.py:main",
      workPool: pool.stored!.outs.name,
      jobVariables,
    });
  const isNewer = serverTakes({ since: newer.docker.since });
  expect(await deployment({ container_wait_timeout: 60 })).toEqual([]);
  expect(said().filter((line) => line.includes("container_wait_timeout"))).toEqual(
    isNewer ? [] : [expect.stringContaining("workers leave it aside")],
  );
  expect(await deployment({ image_pull_policy: "IfPossible" })).toEqual(
    isNewer
      ? []
      : [expect.stringContaining("`jobVariables.image_pull_policy` must be equal to one of the allowed values")],
  );
});
