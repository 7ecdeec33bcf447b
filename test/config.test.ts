import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConnection } from "../sdk/src/config";

jest.mock("node:os", () => ({ ...jest.requireActual("node:os"), homedir: () => process.env.HOME }));

const before = process.env;
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "pulumi-syntask-home-"));
  const others = Object.entries(before).filter(([name]) => !/^(SYNTASK|PREFECT)_/.test(name));
  process.env = { ...Object.fromEntries(others), HOME: home };
});
afterEach(() => {
  process.env = before;
  rmSync(home, { recursive: true });
});

const connect = (config: Record<string, string> = {}, name?: string) =>
  readConnection({ get: (key) => config[key] }, name);

function writeProfiles(folder: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "profiles.toml"), text);
}

const profile = (url: string) =>
  `active = "work"\n[profiles.work]\nSYNTASK_API_URL = "${url}"\nSYNTASK_API_KEY = "profile-key"\n`;

test("without any setting it is the local server", () => {
  expect(connect()).toMatchObject({ apiUrl: "http://127.0.0.1:4200/api", uiUrl: "http://127.0.0.1:4200" });
});

test("the stack's config beats the environment, and the environment the profile", () => {
  writeProfiles(join(home, ".syntask"), profile("http://profile/api"));
  expect(connect()).toMatchObject({ apiUrl: "http://profile/api", apiKey: "profile-key" });
  process.env.SYNTASK_API_URL = "http://environment/api/";
  expect(connect()).toMatchObject({ apiUrl: "http://environment/api", apiKey: undefined });
  expect(connect({ "syntask:apiUrl": "http://stack/api" })).toMatchObject({ apiUrl: "http://stack/api" });
});

test("a key from the environment goes with a URL from the stack's config", () => {
  process.env.SYNTASK_API_KEY = "environment-key";
  expect(connect({ "syntask:apiUrl": "http://stack/api" }).apiKey).toBe("environment-key");
});

test("profiles are read from SYNTASK_PROFILES_PATH, then SYNTASK_HOME, and SYNTASK_PROFILE chooses one", () => {
  process.env.SYNTASK_HOME = join(home, "elsewhere");
  writeProfiles(
    join(home, "elsewhere"),
    `${profile("http://home/api")}[profiles.test]\nSYNTASK_API_URL = "http://test/api"\n`,
  );
  expect(connect().apiUrl).toBe("http://home/api");
  process.env.SYNTASK_PROFILE = "test";
  expect(connect().apiUrl).toBe("http://test/api");
  process.env.SYNTASK_PROFILES_PATH = join(home, "own.toml");
  writeFileSync(join(home, "own.toml"), '[profiles.test]\nSYNTASK_API_URL = "http://own/api"\n');
  expect(connect()).toMatchObject({ apiUrl: "http://own/api", source: expect.stringContaining("own.toml") });
});

test("Prefect's own variables count in its dialect only, after ours", () => {
  process.env.PREFECT_API_URL = "http://prefect/api";
  expect(connect().apiUrl).toBe("http://127.0.0.1:4200/api");
  expect(connect({ "syntask:dialect": "prefect" }).apiUrl).toBe("http://prefect/api");
  process.env.SYNTASK_API_URL = "http://syntask/api";
  expect(connect({ "syntask:dialect": "prefect" }).apiUrl).toBe("http://syntask/api");
});

test("a named connection takes its own config and nothing else", () => {
  process.env.SYNTASK_API_KEY = "environment-key";
  const config = { "syntask-prod:apiUrl": "http://prod/api", "syntask:apiKey": "other-key" };
  expect(connect(config, "prod")).toMatchObject({ apiUrl: "http://prod/api", apiKey: undefined });
});

test.each([
  ["no URL", { "syntask:apiUrl": "localhost:4200" }, /"localhost:4200" .* is not a URL; write it like/],
  ["another protocol", { "syntask:apiUrl": "ftp://a/api" }, /is not a URL/],
  [
    "a key in the URL",
    { "syntask:apiUrl": "https://me:hush@a/api" },
    /has a user in it; give the key as `syntask:apiKey`/,
  ],
  ["a query", { "syntask:apiUrl": "https://a/api?x=1" }, /goes on with \? or #/],
  ["a page of the UI", { "syntask:apiUrl": "https://app.syntask.cloud/account/1" }, /is a page of the UI/],
  ["an unknown dialect", { "syntask:dialect": "airflow" }, /there is no dialect "airflow"/],
])("%s is refused", (_, config, reason) => {
  expect(() => connect(config)).toThrow(reason);
  expect(() => connect(config)).not.toThrow(/hush/);
});

test("an unknown connection is refused with the line that sets it", () => {
  expect(() => connect({}, "prod")).toThrow(
    '"prod" is not configured; run `pulumi config set syntask-prod:apiUrl <URL>`',
  );
});

test("profiles that are not TOML are refused by the file's name", () => {
  writeProfiles(join(home, ".syntask"), "active = ");
  expect(() => connect()).toThrow(/profiles\.toml are not valid TOML/);
});
