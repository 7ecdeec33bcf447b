import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import {
  healthCheck,
  withInstanceName,
  withSecretFiles,
  withSecretsVariable,
} from "../../sdk/src/worker/container-command";
import { run } from "../support/stack";

const command = (words: string[]) => [words[0]!.replace("python", "python3"), words.slice(1)] as const;

test("a worker's name ends with that of its machine", () => {
  const { stdout } = spawnSync(...command(withInstanceName(["printf", "%s|%s", "--name", "etl-{instance}"])), {
    encoding: "utf8",
  });
  expect(stdout).toBe(`--name|etl-${hostname()}`);
});

test("a worker without secrets, as of a server that wants no key, starts", () => {
  const { stdout } = spawnSync(...command(withSecretFiles(["sh", "-c", "echo started"])), { encoding: "utf8" });
  expect(stdout).toBe("started\n");
});

test("secrets that come as one are variables of the worker each, and the one is not", () => {
  const { stdout } = spawnSync(...command(withSecretsVariable(["sh", "-c", 'echo "$KEY|$TOKEN|$WORKER_SECRETS"'])), {
    encoding: "utf8",
    env: { ...process.env, WORKER_SECRETS: JSON.stringify({ KEY: "one\n", TOKEN: '"two"' }) },
  });
  expect(stdout).toBe('one\n|"two"|\n');
});

test.each([
  ["answers", 200, 0],
  ["has not polled for long", 503, 1],
])("the health check of a worker that %s", async (_, status, code) => {
  const server = createServer((__, answer) => void answer.writeHead(status).end());
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const result = await run(...command(healthCheck((server.address() as AddressInfo).port)));
  server.close();
  expect(result.code).toBe(code);
});
