import { unknown } from "../../sdk/src/engine/unknown";
import {
  changedSettings,
  configOf,
  faultOfSettings,
  forgetSettings,
  readerOf,
} from "../../sdk/src/plugin/provider-config";

const before = { ...process.env };
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^(SYNTASK|PREFECT)_/.test(name)) delete process.env[name];
  // Where no profile is.
  process.env.HOME = __dirname;
});
afterEach(() => {
  process.env = { ...before };
});

describe("the settings of a provider", () => {
  const stackConfig = {
    "syntask:apiUrl": "http://stack/api",
    "syntask-prod:apiUrl": "http://prod/api",
    "aws:region": "eu",
  };

  test("are its own alone, and all that is not of this package is the stack's", () => {
    const config = readerOf({ apiUrl: "http://own/api" }, stackConfig);
    expect(config.get("syntask:apiUrl")).toBe("http://own/api");
    expect(config.get("syntask-prod:apiUrl")).toBe("http://prod/api");
    expect(config.get("aws:region")).toBe("eu");
    expect(readerOf({}, stackConfig).get("syntask:apiUrl")).toBeUndefined();
  });

  test("are text, also those that another language sends as values", () => {
    const headers = { "x-team": "a" };
    const config = readerOf({
      headers,
      tlsInsecureSkipVerify: true,
      requests: 3,
      none: null,
      empty: "",
      late: unknown,
    });
    expect(config.get("syntask:headers")).toBe('{"x-team":"a"}');
    expect(config.get("syntask:tlsInsecureSkipVerify")).toBe("true");
    expect(config.get("syntask:requests")).toBe("3");
    for (const name of ["none", "empty", "late", "other"]) expect(config.get(`syntask:${name}`)).toBeUndefined();
  });

  test("are entries of a stack's config to a component that the provider makes", () => {
    const settings = {
      apiUrl: "http://a/api",
      headers: { "X-Team": "a" },
      tlsInsecureSkipVerify: true,
      apiKey: null,
      dialect: unknown,
    };
    expect(configOf(settings)).toEqual({
      "syntask:apiUrl": "http://a/api",
      "syntask:headers": '{"X-Team":"a"}',
      "syntask:tlsInsecureSkipVerify": "true",
    });
  });

  test("stay in the environment for no command that is run", () => {
    const environment = { PULUMI_CONFIG: '{"apiKey":"hush"}', PATH: "/bin" };
    forgetSettings(environment);
    expect(environment).toEqual({ PATH: "/bin" });
  });
});

describe("what is wrong with settings", () => {
  test.each([
    ["a URL that is none", { apiUrl: "nowhere" }, /^"nowhere" .*is not a URL; write it like/],
    ["a dialect that does not exist", { dialect: "airflow" }, /airflow/],
  ])("%s is told in one line", (_, settings, fault) => {
    expect(faultOfSettings(settings, true)).toMatch(fault);
    expect(faultOfSettings(settings, true)).not.toContain("\n");
  });

  test("is nothing where they can be right, and is not asked for before all are known", () => {
    expect(faultOfSettings({ apiUrl: "http://own/api", apiKey: "k" }, true)).toBeUndefined();
    expect(faultOfSettings({}, true)).toBeUndefined();
    expect(faultOfSettings({ apiUrl: unknown, dialect: "airflow" }, true)).toBeUndefined();
  });

  test("is looked for in the program where that gives them, else in the stack's config", () => {
    const settings = { apiUrl: "nowhere" };
    expect(faultOfSettings(settings, true)).toContain(
      '"nowhere" (`syntask:apiUrl` in the stack\'s config) is not a URL',
    );
    expect(faultOfSettings(settings, false)).toContain('"nowhere" (`apiUrl`) is not a URL');
  });

  test("never shows a key", () => {
    for (const settings of [
      { apiUrl: "http://user:hush@own/api" },
      { apiUrl: "nowhere", apiKey: "hush" },
      { apiUrl: "http://own/api", apiKey: "hush", authString: "admin:hush" },
      { apiUrl: "http://own/api", headers: "hush" },
      { apiUrl: "http://own/api", apiKey: "hush\n" },
    ]) {
      expect(faultOfSettings(settings, true) ?? "").not.toContain("hush");
    }
  });
});

describe("a change of settings", () => {
  const server = { apiUrl: "http://one/api", apiKey: "k1" };

  test("replaces everything where it leads to another server", () => {
    expect(changedSettings(server, { ...server, apiUrl: "http://two/api" })).toEqual({
      changed: ["apiUrl"],
      isOtherServer: true,
    });
  });

  test.each([
    ["another key", server, { ...server, apiKey: "k2" }, ["apiKey"]],
    ["a key that is not known yet", server, { ...server, apiKey: unknown }, ["apiKey"]],
    ["another writing of the URL", server, { ...server, apiUrl: "http://one/api/" }, ["apiUrl"]],
    ["a URL that is not known yet", server, { ...server, apiUrl: unknown }, ["apiUrl"]],
    ["a URL that was not written before, as for the default provider", {}, server, ["apiUrl", "apiKey"]],
    ["a URL that is not written any more", server, {}, ["apiUrl", "apiKey"]],
    ["the version of the plugin", { ...server, version: "1.0.0" }, { ...server, version: "2.0.0" }, []],
    ["a value in the place of its JSON", { headers: '{"a":"b"}' }, { headers: { a: "b" } }, []],
    ["a truth value in the place of its text", { tlsInsecureSkipVerify: "true" }, { tlsInsecureSkipVerify: true }, []],
    ["nothing", server, { ...server }, []],
  ])("replaces nothing where it is %s", (_, olds, news, changed) => {
    expect(changedSettings(olds, news)).toEqual({ changed, isOtherServer: false });
  });
});
