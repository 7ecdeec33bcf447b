import { delimiter, resolve } from "node:path";
import { serverUrl } from "../support/raw-api";
import { run } from "../support/stack";

/** A release sets this to its version, and commits the file with its messages. */
const recordedVersion = process.env.PULUMI_SYNTASK_RECORD;

test("Pulumi's own tests of providers pass: a lifecycle, attached or started, and the messages of every release", async () => {
  const record = recordedVersion ? ["-args", "-record", `recorded/${recordedVersion}.json`] : [];
  const { code, output } = await run("go", ["test", "-count=1", "-v", ".", ...record], {
    cwd: resolve(__dirname, "../providertest"),
    environment: {
      ...process.env,
      PATH: [process.env.PULUMI_SYNTASK_PULUMI_BIN, process.env.PATH].join(delimiter),
      GOFLAGS: "-mod=readonly",
      SYNTASK_API_URL: serverUrl(),
      SYNTASK_DIALECT: "prefect",
      // A CLI that was built from source has the version that its build gave it.
      PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "1",
    },
  });
  if (code !== 0) console.error(output);
  expect(code).toBe(0);
  const passed = [...output.matchAll(/^ *--- PASS: (\S+)/gm)].map(([, name]) => name);
  expect(passed).toEqual(["TestStarted", "TestAttached", "TestReplay", "TestReplay/0.1.0"]);
});
