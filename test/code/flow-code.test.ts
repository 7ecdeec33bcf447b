import { openStore, registerStore } from "../../sdk/src/code/store-registry";
import "../../sdk/src/stores";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlowCode, ReleasePruning } from "../../sdk/src";
import { digestOf, manifestOf } from "../../sdk/src/code/manifest";
import { localFiles } from "../../sdk/src/code/upload";
import { CheckFailures } from "../../sdk/src/engine/check-failures";
import { PartialCreateError, RefusalError } from "../../sdk/src/engine/errors";
import { identityOf } from "../../sdk/src/engine/ownership";
import { plan } from "../../sdk/src/engine/plan";
import { currentRun, Run } from "../../sdk/src/engine/run";
import { MemoryStore } from "../support/memory-store";

type Properties = Record<string, any>;

const { definition } = FlowCode;
let source: string;
let store: MemoryStore;
let said: string[];
beforeEach(async () => {
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-flow-code-"));
  store = new MemoryStore();
  said = [];
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(source, { recursive: true, force: true });
});

const context = { say: (line: string) => void said.push(line), changed: [] };

/** Lets what comes after be another run, which knows nothing of what was written before. */
function anotherRun(): void {
  const run = new Run();
  for (const method of ["wrote", "hasWritten", "foundInState", "isInState"] as const) {
    jest.spyOn(currentRun, method).mockImplementation(run[method].bind(run) as never);
  }
}

async function inputsWith(files: Record<string, string | undefined>, more: Properties = {}): Promise<any> {
  for (const [path, content] of Object.entries(files)) {
    if (content === undefined) await rm(join(source, path));
    else await writeFile(join(source, path), content);
  }
  const settings = { source, ignoreFile: ".syntaskignore", ignore: [] };
  const digest = digestOf(manifestOf(await localFiles(settings)));
  return {
    store: "s3",
    location: { bucket: "b" },
    folder: "flows/",
    uploader: "project/dev/flows",
    ...settings,
    digest,
    ...more,
  };
}

/** Inputs and outputs of an upload, as the state has them. */
async function up(files: Record<string, string | undefined>, more: Properties = {}, olds?: Properties): Promise<any> {
  anotherRun();
  const inputs = await inputsWith(files, more);
  const state = olds
    ? await definition.update(store, "id", inputs, olds as never, context)
    : (await definition.create(store, inputs, context)).state;
  return { ...inputs, ...state };
}

const destroy = async (olds: Properties) => {
  anotherRun();
  await definition.delete(store, "id", olds as never, context);
};

describe("an upload", () => {
  test("has the address of the store and its folder as its id, and knows what it sent", async () => {
    const { id, state } = await definition.create(store, await inputsWith({ "a.py": "1" }), context);
    expect(id).toBe(`${store.address}/flows/`);
    expect(Object.keys(state.manifest)).toEqual(["a.py"]);
    expect(state).not.toHaveProperty("releases");
  });

  test("sends what changed, deletes what is gone and was its own, and leaves what somebody else has put there", async () => {
    const first = await up({ "a.py": "1", "b.py": "1", "old.py": "1" });
    store.write("flows/theirs.py", "theirs");
    store.steps.length = 0;
    await up({ "a.py": "2", "old.py": undefined, "new.py": "1" }, {}, first);
    expect(store.steps.slice(0, 2).sort()).toEqual(["put flows/a.py", "put flows/new.py"]);
    expect(store.steps.slice(2)).toEqual(["delete flows/old.py"]);
    expect(store.keys).toEqual(["flows/a.py", "flows/b.py", "flows/new.py", "flows/theirs.py"]);
  });

  test("that is destroyed takes its own files along, and nobody else's", async () => {
    const first = await up({ "a.py": "1" });
    store.write("flows/theirs.py", "theirs");
    store.write("flows2/a.py", "1");
    await destroy(first);
    expect(store.keys).toEqual(["flows/theirs.py", "flows2/a.py"]);
  });

  test("of a store that is gone is gone, and its destruction succeeds; another failure is told", async () => {
    const first = await up({ "a.py": "1" });
    store.isMissing = true;
    expect(await definition.read(store, "id", first)).toBeUndefined();
    const kept = await up({ "a.py": "1" }, { keep: 2 }, undefined).catch((error: Error) => error.message);
    expect(kept).toContain("there is no such store");
    await definition.delete(store, "id", { ...first, keep: 2, releases: ["d"], user: "u" }, context);
    jest.spyOn(store, "list").mockImplementation(() => {
      throw new Error("access denied");
    });
    await expect(definition.read(store, "id", first)).rejects.toThrow("access denied");
    await expect(
      definition.delete(store, "id", { ...first, keep: 2, releases: ["d"], user: "u" }, context),
    ).rejects.toThrow("access denied");
  });

  test("that fails in the middle is kept with what it sent, under a digest that no content has", async () => {
    store.denied.add("flows/b.py");
    const failure = await up({ "a.py": "1", "b.py": "1" }).catch((error) => error);
    expect(failure).toBeInstanceOf(PartialCreateError);
    expect(failure).toMatchObject({ id: `${store.address}/flows/`, state: { digest: "unfinished" } });
    expect(Object.keys(failure.state.manifest)).toEqual(["a.py"]);
    expect(failure.message).toContain("access denied");
  });

  test("of files that were edited since the program ran sends nothing", async () => {
    const inputs = await inputsWith({ "a.py": "1" });
    await writeFile(join(source, "a.py"), "2");
    await expect(definition.create(store, inputs, context)).rejects.toThrow(
      `files in "${source}" were edited since this run began; run it again`,
    );
    expect(store.steps).toEqual([]);
  });

  test("is refused where older equal files are, unless the state has the folder, and the preview says so", async () => {
    const inputs = await inputsWith({ "a.py": "1" });
    store.write("flows/a.py", "1");
    store.age();
    anotherRun();
    const refusal = `${store.address}/flows/ holds these very files already: a.py; write \`aliases\``;
    await expect(definition.foresee!(store, inputs, context)).rejects.toThrow(refusal);
    const failure = await definition.create(store, inputs, context).catch((error) => error);
    expect(failure).toBeInstanceOf(RefusalError);
    expect(failure.message).toContain(refusal);
    currentRun.foundInState(identityOf(definition, inputs));
    await definition.create(store, inputs, context);
    expect(store.steps).toEqual([]);
  });

  test("adopts what the program says it may, and the preview says so and does nothing", async () => {
    const inputs = await inputsWith({ "a.py": "1" }, { adopt: true });
    store.write("flows/a.py", "theirs");
    await definition.foresee!(store, inputs, context);
    expect(said).toEqual([`overwrites a.py in ${store.address}/flows/`]);
    expect(store.steps).toEqual([]);
    await definition.create(store, inputs, context);
    expect(String(await store.read("flows/a.py"))).toBe("1");
  });

  test("notices what became of its files: one that is gone, one that somebody changed, and none of others", async () => {
    const first = await up({ "a.py": "1", "b.py": "1", "c.py": "1" });
    expect((await definition.read(store, "id", first))!.inputs).toEqual({ digest: first.digest });
    store.write("flows/b.py", "by hand");
    await store.delete(["flows/c.py"]);
    store.write("flows/theirs.py", "theirs");
    const found = (await definition.read(store, "id", first))!;
    expect(found.inputs.digest).not.toBe(first.digest);
    expect(found.state.manifest).toEqual({ "a.py": first.manifest["a.py"], "b.py": "changed in the store" });
    expect(Object.keys(found.state.tags)).toEqual(["a.py", "b.py"]);
    store.steps.length = 0;
    await up({}, {}, { ...first, ...found.inputs, ...found.state });
    expect([...store.steps].sort()).toEqual(["put flows/b.py", "put flows/c.py"]);
  });
});

describe("what is said of an upload", () => {
  test("a new one names its files; a change those that change; the same content nothing", async () => {
    const inputs = await inputsWith({ "a.py": "1" });
    const say = (line: string) => void said.push(line);
    const check = (olds: object | undefined, more: object = {}) =>
      definition.check!({ ...inputs, ...more }, new CheckFailures(), {
        olds,
        isDeclared: () => false,
        isUnknown: () => false,
        client: undefined,
        say,
      });
    await check(undefined);
    expect(said).toEqual(["1 new:\n    + a.py"]);
    await check({});
    await check(undefined, { source: undefined });
    expect(said).toHaveLength(1);
    const first = await up({ "a.py": "1" });
    expect(await definition.describeChange!(first, inputs, [])).toEqual([]);
    expect(await definition.describeChange!(first, await inputsWith({ "b.py": "1" }), ["digest"])).toEqual([
      "1 new:\n    + b.py",
    ]);
  });

  test("a store that is none, or whose package is not installed, is refused at preview", async () => {
    const lines = async (store: string) => {
      const failures = new CheckFailures();
      const inputs = await inputsWith({ "a.py": "1" }, { store });
      await definition.check!(inputs, failures, {
        olds: {},
        isDeclared: () => false,
        isUnknown: () => false,
        client: undefined,
        ...context,
      });
      return failures.lines;
    };
    expect(await lines("s4")).toEqual(['there is no store "s4"; write s3 or gcs or azure']);
    const needs = { name: "not-installed-here", user: "GCS" };
    registerStore("gcs", { load: () => openStore("s3"), needs });
    expect(await lines("gcs")).toEqual([
      "GCS needs a package that is not installed; run `npm install not-installed-here`",
    ]);
    registerStore("gcs", { load: () => openStore("s3"), needs: { name: "jest", user: "GCS" } });
    expect(await lines("gcs")).toEqual([]);
  });

  test.each([
    [{ keep: 2 }, []],
    [{ keep: 1 }, ["`releases.keep` is 1; write a whole number from 2, as runs may be on the one before"]],
    [{ keep: 2.5 }, ["`releases.keep` is 2.5; write a whole number from 2, as runs may be on the one before"]],
    [{ folder: "../up/" }, ['`folder` "../up/" leads upwards; write a folder without ".."']],
    [{ folder: "a\\b/" }, ["`folder` holds a backslash or a line break; write folders with `/`"]],
    [{ folder: "a..b/" }, []],
  ])("of the inputs %j it is said: %j", async (more, lines) => {
    const failures = new CheckFailures();
    const inputs = await inputsWith({ "a.py": "1" }, more);
    await definition.check!(inputs, failures, {
      olds: {},
      isDeclared: () => false,
      isUnknown: () => false,
      client: undefined,
      ...context,
    });
    expect(failures.lines).toEqual(lines);
  });

  test("where it comes from, who sends it and how the store is reached is no change; where it goes replaces", async () => {
    const first = await up({ "a.py": "1" });
    const same = { ...first, source: "elsewhere", ignoreFile: "x", ignore: ["y"], uploader: "other/dev/flows" };
    const location = { bucket: "b", region: "eu-west-1", pathStyle: true };
    expect(plan(definition, first, { ...same, location }).changed).toEqual([]);
    expect(plan(definition, first, { ...first, location: { bucket: "c" } })).toMatchObject({
      replaces: ["location"],
      deleteBeforeReplace: false,
    });
    expect(plan(definition, first, { ...first, keep: 2 })).toMatchObject({
      replaces: ["keep"],
      reasons: ["`keep` begins or ends, which moves every file"],
      deleteBeforeReplace: false,
    });
    expect(plan(definition, { ...first, keep: 2 }, { ...first, keep: 3 })).toMatchObject({
      changed: ["keep"],
      replaces: [],
    });
  });
});

describe("releases", () => {
  const releasesOf = (state: Properties) => state.releases as string[];
  const filesOf = (digest: string, user = "project~dev~flows") => [
    `flows/.releases/${digest}/${user}`,
    `flows/${digest}/a.py`,
  ];

  test("stand side by side, each said to be used before it is sent, and going back sends nothing", async () => {
    const first = await up({ "a.py": "1" }, { keep: 2 });
    const [one] = releasesOf(first);
    expect(store.steps).toEqual(filesOf(one!).map((key) => `put ${key}`));
    const second = await up({ "a.py": "2" }, { keep: 2 }, first);
    const [two] = releasesOf(second);
    expect(releasesOf(second)).toEqual([two, one]);
    store.steps.length = 0;
    const third = await up({ "a.py": "1" }, { keep: 2 }, second);
    expect(releasesOf(third)).toEqual([one, two]);
    expect(store.steps).toEqual([]);
    expect(store.keys).toEqual([...filesOf(one!), ...filesOf(two!)].sort());
  });

  test("that are too old are deleted by ReleasePruning, those that another stack uses stay, and a line says so", async () => {
    const ours = await up({ "a.py": "1" }, { keep: 2 });
    const theirs = await up({ "a.py": "1" }, { keep: 2, uploader: "project/prod/flows" });
    const [shared] = releasesOf(ours);
    const next = await up({ "a.py": "2" }, { keep: 2 }, ours);
    const [alone] = releasesOf(next);
    said = [];
    anotherRun();
    const inputs = { store: "s3" as const, location: {}, folder: "flows/", outdated: [shared!], user: next.user };
    await ReleasePruning.definition.create(store, inputs, context);
    expect(said).toEqual([`leaves ${store.address}/flows/${shared}/, as project~prod~flows uses it`]);
    expect(store.keys).toEqual([...filesOf(alone!), ...filesOf(shared!, "project~prod~flows")].sort());

    await destroy(theirs);
    expect(store.keys).toEqual(filesOf(alone!));
    await destroy(next);
    expect(store.keys).toEqual([]);
  });

  test("of which there are none ask the store for nothing; of those without a user all goes, and nothing beside them", async () => {
    for (const key of ["flows/d1/a.py", "flows/d10/a.py"]) store.write(key, "1");
    const list = jest.spyOn(store, "list");
    await destroy({ folder: "flows/", keep: 2, releases: [], user: undefined });
    expect(list).not.toHaveBeenCalled();
    await destroy({ folder: "flows/", keep: 2, releases: ["d1"], user: undefined });
    expect(store.keys).toEqual(["flows/d10/a.py"]);
  });

  test("that this very run uses stay, and one line says why", async () => {
    const { digest, user } = await up({ "a.py": "1" }, { keep: 2 });
    const inputs = { store: "s3" as const, location: {}, folder: "flows/", outdated: [digest], user };
    await ReleasePruning.definition.create(store, inputs, context);
    expect(store.keys).toEqual(filesOf(digest));
    expect(said).toEqual([
      `leaves ${store.address}/flows/.releases/${digest}/${user}: this run has written or taken them over for another upload`,
    ]);
  });

  test("are remembered up to a hundred", async () => {
    const first = await up({ "a.py": "1" }, { keep: 2 });
    const olds = { ...first, releases: Array.from({ length: 100 }, (_, index) => `old${index}`) };
    const { digest, releases } = await up({ "a.py": "2" }, { keep: 2 }, olds);
    expect(releases).toEqual([digest, ...olds.releases.slice(0, 99)]);
  });

  test("say who uses them in a name that any store takes, and in the object", async () => {
    const { digest, user } = await up({ "a.py": "1" }, { keep: 2, uploader: "project/dev/my flows #1" });
    expect(user).toBe("project~dev~my%20flows%20%231");
    expect(String(await store.read(`flows/.releases/${digest}/${user}`))).toBe(`${user}\n`);
  });

  test("a name that is given anew gets an ending, except where a killed run has left it", async () => {
    const first = await up({ "a.py": "1" }, { keep: 2 });
    expect(first.user).toBe("project~dev~flows");
    expect((await up({ "a.py": "2" }, { keep: 2 })).user).toBe("project~dev~flows");
    store.age();
    const later = await up({ "a.py": "3" }, { keep: 2 });
    expect(later.user).toMatch(/^project~dev~flows~[0-9a-f]{8}$/);
    expect((await up({ "a.py": "4" }, { keep: 2 }, later)).user).toBe(later.user);
  });

  test("two uploads of one name in one run get two names", async () => {
    anotherRun();
    const inputs = await inputsWith({ "a.py": "1" }, { keep: 2 });
    const [first, second] = [
      await definition.create(store, inputs, context),
      await definition.create(store, inputs, context),
    ];
    expect(first.state.user).toBe("project~dev~flows");
    expect(second.state.user).toMatch(/^project~dev~flows~/);
  });

  test("a refresh looks where the last one went, and keeps what the state knows of releases", async () => {
    const first = await up({ "a.py": "1" }, { keep: 2 });
    const found = (await definition.read(store, "id", { ...first, digest: "of what is there" } as never))!;
    expect(found.inputs).toEqual({ digest: first.digest });
    expect(found.state).toMatchObject({ releases: first.releases, user: first.user });
  });

  test("of an equal content that stands there already are everybody's, however old", async () => {
    await up({ "a.py": "1" }, { keep: 2 });
    store.age();
    store.steps.length = 0;
    const other = await up({ "a.py": "1" }, { keep: 2, uploader: "project/prod/flows" });
    expect(store.steps).toEqual([`put flows/.releases/${other.digest}/project~prod~flows`]);
    expect(said).toEqual([]);
    store.write("flows/a.py", "theirs");
    await definition.foresee!(store, await inputsWith({}, { keep: 2 }), context);
  });
});
