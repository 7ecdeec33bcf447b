import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConnection, readDialect } from "../sdk/src/config";
import { makeCertificate } from "./support/certificate";

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

describe("a key goes to the URL that it stands beside, and to no other", () => {
  const stackUrl = { "syntask:apiUrl": "http://stack/api" };

  test("of the stack's config", () => {
    process.env.SYNTASK_API_KEY = "environment-key";
    expect(connect({ ...stackUrl, "syntask:apiKey": "stack-key" }).apiKey).toBe("stack-key");
    expect(connect(stackUrl)).toMatchObject({
      apiKey: undefined,
      keyAdvice:
        "SYNTASK_API_KEY was left out, as it does not stand beside this URL and may belong to another server; set `syntask:apiKey`, or `syntask:apiKeyFromEnvironment` to true if it belongs to this one",
    });
  });

  test("of the environment", () => {
    process.env.SYNTASK_API_URL = "http://environment/api";
    expect(connect({ "syntask:apiKey": "stack-key" })).toMatchObject({
      apiUrl: "http://environment/api",
      apiKey: undefined,
      keyAdvice: expect.stringMatching(/^`syntask:apiKey` was left out, .*; set SYNTASK_API_KEY$/),
    });
    process.env.SYNTASK_API_KEY = "environment-key";
    expect(connect({ "syntask:apiKey": "stack-key" }).apiKey).toBe("environment-key");
  });

  test("of one of two products in the environment", () => {
    process.env.SYNTASK_API_URL = "http://syntask/api";
    process.env.PREFECT_API_KEY = "prefect-key";
    expect(connect({ "syntask:dialect": "prefect" })).toMatchObject({
      apiUrl: "http://syntask/api",
      apiKey: undefined,
    });
  });

  test("of a profile", () => {
    process.env.SYNTASK_API_KEY = "environment-key";
    writeProfiles(join(home, ".syntask"), profile("http://profile/api"));
    expect(connect({ "syntask:apiKey": "stack-key" })).toMatchObject({
      apiUrl: "http://profile/api",
      apiKey: "profile-key",
    });
  });

  test("of nothing: the local server gets none", () => {
    process.env.SYNTASK_API_KEY = "environment-key";
    expect(connect({ "syntask:apiKey": "stack-key" }).apiKey).toBeUndefined();
  });

  test("unless the stack says that the environment's key belongs to its URL", () => {
    process.env.SYNTASK_API_KEY = "environment-key";
    const config = { ...stackUrl, "syntask:apiKeyFromEnvironment": "true" };
    expect(connect(config).apiKey).toBe("environment-key");
    expect(connect({ ...config, "syntask:apiKey": "stack-key" }).apiKey).toBe("stack-key");
    delete process.env.SYNTASK_API_KEY;
    expect(connect(config)).toMatchObject({
      apiKey: undefined,
      keyAdvice: "set SYNTASK_API_KEY, or SYNTASK_API_AUTH_STRING for basic auth",
    });
  });

  test("and a word that is neither yes nor no is refused", () => {
    const config = { ...stackUrl, "syntask:apiKeyFromEnvironment": "ture" };
    expect(() => connect(config)).toThrow('`syntask:apiKeyFromEnvironment` is "ture"; write true or false');
  });
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

test("profiles of Prefect are read in its dialect, with its own variables", () => {
  const content = profile("http://syntask/api").replaceAll("SYNTASK", "PREFECT").replace("//syntask", "//prefect");
  writeProfiles(join(home, ".prefect"), content);
  writeProfiles(join(home, ".syntask"), profile("http://syntask/api"));
  const file = join(home, ".prefect", "profiles.toml");
  expect(connect({ "syntask:dialect": "prefect" })).toMatchObject({
    apiUrl: "http://prefect/api",
    apiKey: "profile-key",
    source: `profile "work" in ${file}`,
    keyAdvice: "set PREFECT_API_KEY in that profile",
  });
  expect(connect().apiUrl).toBe("http://syntask/api");
});

test("a folder or a file of profiles that is not there is passed by", () => {
  process.env.SYNTASK_PROFILES_PATH = join(home, "none.toml");
  process.env.SYNTASK_HOME = join(home, "none");
  writeProfiles(join(home, ".syntask"), profile("http://profile/api"));
  expect(connect().apiUrl).toBe("http://profile/api");
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

describe("a URL is refused", () => {
  const place = "(`syntask:apiUrl` in the stack's config)";
  const ui = "write the URL of the API, https://api.<host>/api/accounts/<id>/workspaces/<id>";

  test.each([
    ["localhost:4200", `"localhost:4200" ${place} is not a URL; write it like http://127.0.0.1:4200/api`],
    ["127.0.0.1:4200/api", `"127.0.0.1:4200/api" ${place} is not a URL; write it like http://127.0.0.1:4200/api`],
    ["ftp://a/api", `"ftp://a/api" ${place} is not a URL; write it like http://127.0.0.1:4200/api`],
    ["xhttp://a/api", `"xhttp://a/api" ${place} is not a URL; write it like http://127.0.0.1:4200/api`],
    ["httpx://a/api", `"httpx://a/api" ${place} is not a URL; write it like http://127.0.0.1:4200/api`],
    ["ftp://me:hush@a/api", `"ftp://a/api" ${place} is not a URL; write it like http://127.0.0.1:4200/api`],
    [
      "https://me:hush@a/api",
      `https://a/api ${place} has a user in it; give the key as \`syntask:apiKey\`, or user and password as \`syntask:authString\``,
    ],
    [
      "https://hush@a/api",
      `https://a/api ${place} has a user in it; give the key as \`syntask:apiKey\`, or user and password as \`syntask:authString\``,
    ],
    [
      "https://:hush@a/api",
      `https://a/api ${place} has a user in it; give the key as \`syntask:apiKey\`, or user and password as \`syntask:authString\``,
    ],
    ["https://a/api?key=hush", `https://a/api ${place} goes on with ? or #; write it like http://127.0.0.1:4200/api`],
    ["https://a/api#hush", `https://a/api ${place} goes on with ? or #; write it like http://127.0.0.1:4200/api`],
    ["https://app.syntask.cloud/a/1", `https://app.syntask.cloud/a/1 ${place} is a page of the UI; ${ui}`],
  ])("%s", (url, reason) => {
    expect(() => connect({ "syntask:apiUrl": url })).toThrow(new Error(reason));
  });
});

test.each(["http://a/api", "https://api.syntask.cloud/api/accounts/1/workspaces/2", "https://my.app.example.com/api"])(
  "%s is a URL of an API",
  (url) => {
    expect(connect({ "syntask:apiUrl": url }).apiUrl).toBe(url);
    expect(connect({ "syntask:apiUrl": `${url}//` }).apiUrl).toBe(url);
  },
);

test.each(["airflow", "constructor"])("the dialect %s is refused", (dialect) => {
  expect(() => connect({ "syntask:dialect": dialect })).toThrow(
    new Error(`there is no dialect "${dialect}"; set \`syntask:dialect\` to "syntask" or "prefect"`),
  );
});

test("a connection has its name, its key and its dialect", () => {
  const config = {
    "syntask-prod:apiUrl": "http://prod/api",
    "syntask-prod:apiKey": "prod-key",
    "syntask-prod:dialect": "prefect",
  };
  expect(connect(config, "prod")).toMatchObject({ name: "prod", apiKey: "prod-key", dialect: { name: "prefect" } });
  expect(connect()).toMatchObject({ name: undefined, apiKey: undefined, dialect: { name: "syntask" } });
});

describe("certificates", () => {
  test.each([
    ["1", true],
    ["true", true],
    ["TRUE", true],
    ["0", false],
    ["11", false],
    ["true no", false],
    ["untrue", false],
    ["", false],
  ])("are not checked where SYNTASK_API_TLS_INSECURE_SKIP_VERIFY is %j: %s", (value, insecure) => {
    process.env.SYNTASK_API_TLS_INSECURE_SKIP_VERIFY = value;
    expect(connect().insecure).toBe(insecure);
  });

  test("are checked, and are those of the machine, where nothing else is said", () => {
    expect(connect()).toMatchObject({ insecure: false, caCertificate: undefined });
  });

  test("to trust are in the file that SYNTASK_API_SSL_CERT_FILE names", async () => {
    const { file, cert } = await makeCertificate(home, ["localhost"]);
    process.env.SYNTASK_API_SSL_CERT_FILE = file;
    expect(connect().caCertificate).toBe(String(cert));
  });
});

test("an unknown connection is refused with the line that sets it", () => {
  expect(() => connect({}, "prod")).toThrow(
    '"prod" is not configured; run `pulumi config set syntask-prod:apiUrl <URL>`',
  );
});

test("a URL in the place of a connection's name is refused with the line that sets it", () => {
  expect(() => connect({}, "https://me:hush@a/api")).toThrow(
    new Error(
      '"https://a/api" is a URL, and `connection` is a name; run `pulumi config set syntask-prod:apiUrl <URL>` and write "prod"',
    ),
  );
});

test("profiles that are not TOML are refused by the file's name", () => {
  writeProfiles(join(home, ".syntask"), "active = ");
  const file = join(home, ".syntask", "profiles.toml");
  expect(() => connect()).toThrow(
    new Error(`the profiles in ${file} are not valid TOML; mend the file or set \`syntask:apiUrl\``),
  );
});

describe("a request counts as lost", () => {
  test("after a minute", () => {
    expect(connect().requestTimeout).toBe(60);
  });

  test.each([
    ["5", 5],
    ["0.5", 0.5],
    ["soon", 60],
    ["0", 60],
    ["", 60],
  ])("when SYNTASK_API_REQUEST_TIMEOUT is %j, after %s s", (seconds, timeout) => {
    process.env.SYNTASK_API_REQUEST_TIMEOUT = seconds;
    expect(connect().requestTimeout).toBe(timeout);
  });
});

describe("pages of the UI", () => {
  const ui = (config: Record<string, string>, name?: string) => connect(config, name).uiUrl;

  test("stand beside the API", () => {
    expect(ui({ "syntask:apiUrl": "https://a/x/api/" })).toBe("https://a/x");
    expect(ui({ "syntask:apiUrl": "https://a/apis" })).toBe("https://a/apis");
  });

  test("are where SYNTASK_UI_URL says, for the connection without a name alone", () => {
    process.env.SYNTASK_UI_URL = "https://ui//";
    expect(ui({ "syntask:apiUrl": "https://a/api" })).toBe("https://ui");
    expect(ui({ "syntask-prod:apiUrl": "https://prod/api" }, "prod")).toBe("https://prod");
  });
});

describe("the dialect", () => {
  const nameOf = (config: Record<string, string>, name?: string) =>
    readDialect({ get: (key) => config[key] }, name).name;

  test("is Syntask's unless the stack, or else the environment, says otherwise", () => {
    expect(nameOf({})).toBe("syntask");
    process.env.SYNTASK_DIALECT = "prefect";
    expect(nameOf({})).toBe("prefect");
    expect(nameOf({ "syntask:dialect": "syntask" })).toBe("syntask");
  });

  test("of a named connection is its own, or else the stack's", () => {
    const config = { "syntask:dialect": "prefect", "syntask-prod:dialect": "syntask" };
    expect([nameOf(config), nameOf(config, "prod"), nameOf(config, "test")]).toEqual(["prefect", "syntask", "prefect"]);
  });
});

describe("where the URL was found is said", () => {
  const found = (config: Record<string, string> = {}, name?: string) => {
    const { source, keyAdvice } = connect(config, name);
    return [source, keyAdvice];
  };

  test.each([
    [
      "nowhere",
      {},
      undefined,
      [
        "the default, as nothing else is set",
        "set `syntask:apiUrl` and `syntask:apiKey`, or `syntask:apiUrl` and `syntask:authString` for basic auth",
      ],
    ],
    [
      "in the stack's config",
      { "syntask:apiUrl": "https://a/api" },
      undefined,
      ["`syntask:apiUrl` in the stack's config", "set `syntask:apiKey`, or `syntask:authString` for basic auth"],
    ],
    [
      "in the config of a named connection",
      { "syntask-prod:apiUrl": "https://a/api" },
      "prod",
      [
        "`syntask-prod:apiUrl` in the stack's config",
        "set `syntask-prod:apiKey`, or `syntask-prod:authString` for basic auth",
      ],
    ],
  ])("%s", (_, config, name, said) => {
    expect(found(config, name)).toEqual(said);
  });

  test("in the environment", () => {
    process.env.SYNTASK_API_URL = "https://a/api";
    expect(found()).toEqual([
      "SYNTASK_API_URL in the environment",
      "set SYNTASK_API_KEY, or SYNTASK_API_AUTH_STRING for basic auth",
    ]);
  });

  test("in a profile", () => {
    writeProfiles(join(home, ".syntask"), profile("http://profile/api"));
    const file = join(home, ".syntask", "profiles.toml");
    expect(found()).toEqual([`profile "work" in ${file}`, "set SYNTASK_API_KEY in that profile"]);
  });

  test("but not in a profile that is not active, or names no server", () => {
    writeProfiles(join(home, ".syntask"), `active = "other"\n${profile("http://profile/api").slice(16)}`);
    expect(found()[0]).toBe("the default, as nothing else is set");
    writeProfiles(join(home, ".syntask"), 'active = "work"\n[profiles.work]\nSYNTASK_API_KEY = "profile-key"\n');
    expect(connect()).toMatchObject({ source: "the default, as nothing else is set", apiKey: undefined });
  });
});
