import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { dialectOf } from "../../sdk/src/api/dialect";
import { type NormalizeContext, normalized } from "../../sdk/src/engine/normalize";
import { unknown } from "../../sdk/src/engine/unknown";
import { definitions } from "../../sdk/src/provider";

const warned: string[] = [];
const context: NormalizeContext = {
  name: "the-resource",
  stack: "project/dev",
  dialect: dialectOf("prefect"),
  warn: (line) => void warned.push(line),
  attempt: (work) => work(),
};
const of = (kind: string, given: Record<string, unknown>, olds?: Record<string, unknown>) =>
  normalized(definitions.get(kind)!, given, { ...context, olds });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-normalize-"));
  await writeFile(
    join(folder, "etl.py"),
    'from prefect import flow\n@flow(name="load")\ndef main(day: str):\n    """Loads."""\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  warned.length = 0;
});

test.each([...definitions.values()].filter(({ kind }) => kind !== "FlowCode"))(
  "$kind: what is left out is the resource's name where the table says so, whatever the binding",
  ({ kind, fields = {} }) => {
    const named = Object.keys(fields).filter((name) => fields[name]!.namedLikeResource);
    const inputs = of(kind, {});
    expect(named.map((name) => inputs[name])).toEqual(named.map(() => "the-resource"));
    expect(of(kind, Object.fromEntries(named.map((name) => [name, "given"])))).toMatchObject(
      Object.fromEntries(named.map((name) => [name, "given"])),
    );
  },
);

describe("the flow of a deployment", () => {
  test("is the function's name, with dashes", () => {
    expect(of("Deployment", { entrypoint: "etl.py:load_all" }).flow).toBe("load-all");
    expect(of("Deployment", { entrypoint: "package.flows.load_all" }).flow).toBe("load-all");
  });

  test("is what is given, also where the entrypoint is not known yet", () => {
    expect(of("Deployment", { entrypoint: unknown, flow: "etl" }).flow).toBe("etl");
  });

  test("is not known while the entrypoint is not, and missing without one", () => {
    expect(of("Deployment", { entrypoint: unknown }).flow).toBe(unknown);
    expect(of("Deployment", {}).flow).toBeUndefined();
  });
});

describe("job defaults of a pool", () => {
  test("have the server's names and units, value by value, and what is not known stays so", () => {
    expect(of("WorkPool", { type: "docker", jobDefaults: { memLimit: "2 GiB", image: unknown } }).jobDefaults).toEqual({
      mem_limit: "2048m",
      image: unknown,
    });
    expect(of("WorkPool", { type: "docker", jobDefaults: { memLimit: unknown } }).jobDefaults).toEqual({
      mem_limit: unknown,
    });
    expect(of("WorkPool", { type: "docker", jobDefaults: unknown }).jobDefaults).toBe(unknown);
  });

  test("wait for the pool's type only where a unit depends on it", () => {
    expect(of("WorkPool", { type: unknown, jobDefaults: { memLimit: "2 GiB", image: "etl" } }).jobDefaults).toEqual({
      mem_limit: unknown,
      image: "etl",
    });
  });

  test("keep the names that a template of the user's own has", () => {
    const baseJobTemplate = { variables: { properties: { memLimit: {} } } };
    expect(of("WorkPool", { type: "docker", baseJobTemplate, jobDefaults: { memLimit: "x" } }).jobDefaults).toEqual({
      memLimit: "x",
    });
  });
});

describe("a deployment with a storage", () => {
  const entrypoint = "etl.py:main";

  test("has what the code on this machine says of its flow, and where the storage has the code", () => {
    const storage = { pullSteps: [{ step: {} }], localFolder: folder };
    expect(of("Deployment", { entrypoint, storage })).toEqual({
      name: "the-resource",
      entrypoint,
      flow: "load",
      description: "Loads.",
      parameterOpenApiSchema: expect.objectContaining({ required: ["day"] }),
      pullSteps: [{ step: {} }],
    });
  });

  test("keeps what the program gives", () => {
    const given = { flow: "mine", description: "mine", parameterOpenApiSchema: {} };
    expect(of("Deployment", { entrypoint, storage: { localFolder: folder }, ...given })).toMatchObject(given);
  });

  test("has the storage's job variables, over which its own win, in the units of the pool's type", () => {
    const storage = { jobVariables: { image: "etl", mem_limit: "1g" } };
    const given = { entrypoint, storage, poolType: "docker", jobVariables: { memLimit: "2 GiB" } };
    expect(of("Deployment", given).jobVariables).toEqual({ image: "etl", mem_limit: "2048m" });
    expect(of("Deployment", { entrypoint, storage }).jobVariables).toEqual(storage.jobVariables);
    expect(of("Deployment", { entrypoint, storage: { jobVariables: unknown } }).jobVariables).toBe(unknown);
  });

  test("reads no code while the entrypoint is not known", () => {
    expect(of("Deployment", { entrypoint: unknown, storage: { localFolder: folder } })).toMatchObject({
      flow: unknown,
      description: undefined,
    });
  });

  describe("that is not known yet", () => {
    const given = { entrypoint, storage: unknown };
    const olds = { entrypoint, flow: "load", description: "Loads.", jobVariables: { image: "etl:1" } };

    test("has nothing yet that follows from it, instead of none", () => {
      expect(of("Deployment", given)).toEqual({
        name: "the-resource",
        entrypoint,
        flow: unknown,
        description: unknown,
        parameterOpenApiSchema: unknown,
        pullSteps: unknown,
        jobVariables: unknown,
      });
    });

    test("has the flow of the last `up`, or a changed image would seem to replace the deployment", () => {
      expect(of("Deployment", given, olds)).toMatchObject({
        flow: "load",
        description: "Loads.",
        jobVariables: unknown,
      });
      expect(of("Deployment", { ...given, entrypoint: "etl.py:other" }, olds)).toMatchObject({ flow: unknown });
    });

    test("has no job variables where it had none", () => {
      const { jobVariables: _, ...others } = olds;
      expect(of("Deployment", given, others)).toMatchObject({ pullSteps: unknown, jobVariables: undefined });
      const own = { ...given, jobVariables: { env: {} } };
      expect(of("Deployment", own, others)).toMatchObject({ jobVariables: unknown });
    });

    test("leaves what the program gives", () => {
      const own = { flow: "mine", description: "mine", parameterOpenApiSchema: {} };
      expect(of("Deployment", { ...given, ...own }, olds)).toMatchObject(own);
      expect(() => of("Deployment", { ...given, pullSteps: [] })).toThrow("give `storage` or `pullSteps`, not both.");
    });
  });

  test.each([
    ["both say where the code is", { pullSteps: [] }, "give `storage` or `pullSteps`, not both."],
    ["the code has no such flow", { entrypoint: "etl.py:mian" }, "etl.py has no flow 'mian'; did you mean 'main'?"],
  ])("is refused where %s", (_, given, message) => {
    const refused = () => of("Deployment", { entrypoint, storage: { localFolder: folder }, ...given });
    expect(refused).toThrow(new Error(message));
  });
});

describe("the upload of a folder", () => {
  const given = () => ({ store: "s3", location: { bucket: "flows" }, source: folder });

  test("has the digest of what is there, and paths from the program's folder", async () => {
    const inputs = of("FlowCode", given());
    expect(inputs).toMatchObject({
      source: relative(process.cwd(), folder),
      folder: "",
      ignoreFile: ".prefectignore",
      ignore: [],
      keep: undefined,
      uploader: undefined,
    });
    const digest = await inputs.digest;
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    expect(await of("FlowCode", { ...given(), folder: unknown, ignore: ["*.md"] }).digest).toBe(digest);
  });

  test("with releases says how many of them stay, and whose they are", () => {
    const ofReleases = (releases: unknown) => {
      const { keep, uploader, ...others } = of("FlowCode", { ...given(), releases });
      expect(Object.keys(others)).not.toContain("releases");
      return [keep, uploader];
    };
    expect(ofReleases(true)).toEqual([3, "project/dev/the-resource"]);
    expect(ofReleases({ keep: 5 })).toEqual([5, "project/dev/the-resource"]);
    expect(ofReleases(false)).toEqual([undefined, undefined]);
  });

  test("waits for a folder in the store that is not known yet, and for nothing else", () => {
    expect(of("FlowCode", { ...given(), folder: unknown }).folder).toBe(unknown);
    expect(of("FlowCode", { ...given(), folder: "etl" }).folder).toBe("etl/");
  });

  test("warns of what is seldom meant to leave the machine", async () => {
    await writeFile(join(folder, ".env"), "TOKEN=hush\n");
    await of("FlowCode", given()).digest;
    expect(warned).toEqual([
      expect.stringMatching(/^uploads \.env, which may hold secrets; name them in \.prefectignore/),
    ]);
  });

  test("is refused where there is nothing to upload", async () => {
    const read = (source: string) => of("FlowCode", { ...given(), source: join(folder, source) });
    expect(() => read("nowhere")).toThrow(/there is no folder ".*nowhere"/);
    await mkdir(join(folder, "empty"));
    await expect(read("empty").digest).rejects.toThrow("holds no file to upload");
  });
});

describe("a key of a service account", () => {
  test("is an object, also where its JSON text is given", () => {
    const info = { client_email: "worker@project" };
    for (const serviceAccountInfo of [info, JSON.stringify(info)]) {
      expect(of("GcpCredentials", { serviceAccountInfo }).serviceAccountInfo).toEqual(info);
    }
    expect(of("GcpCredentials", { serviceAccountInfo: unknown }).serviceAccountInfo).toBe(unknown);
    expect(of("GcpCredentials", {}).serviceAccountInfo).toBeUndefined();
  });

  test("that is no JSON is refused without being shown", () => {
    expect(() => of("GcpCredentials", { serviceAccountInfo: "hush" })).toThrow(/^`serviceAccountInfo` is not JSON/);
  });
});
