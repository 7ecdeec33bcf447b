import { doubtfulFiles, doubtfulLines, neverSent } from "../../sdk/src/code/doubtful-files";

const files = (...paths: string[]) => paths.map((path) => ({ path, file: `/${path}`, size: 60_000 }));
const pathsOf = (given: ReturnType<typeof files>) => given.map(({ path }) => path);

test.each([...["Pulumi.dev.yaml", "infra/Pulumi.dev.yml", ".pulumi/a", "a/.pulumi/b", ".syntask/a"]])(
  "%s is never sent",
  (path) => {
    expect(neverSent.ignores(path)).toBe(true);
  },
);

test.each(["Pulumi.yaml", "Pulumi.dev.json", "a/.syntask/b", ".syntaskignore"])("%s may be sent", (path) => {
  expect(neverSent.ignores(path)).toBe(false);
});

describe("a file may hold secrets", () => {
  test.each([
    ...[
      ".env",
      "a/.env",
      ".env.local",
      ".git/config",
      "a/.git",
      ".hg/a",
      ".svn/a",
      "a.pem",
      "a/b.key",
      "c.p12",
      "d.pfx",
    ],
    ...["id_rsa", ".ssh/id_dsa", "id_ecdsa", "id_ed25519", ".git-credentials", ".netrc", ".npmrc", ".pypirc"],
    ...[".aws/credentials", ".azure/a", ".docker/config.json", ".kube/config", ".ssh/known_hosts"],
  ])("called %s", (path) => {
    const { mayHoldSecrets, seldomMeant } = doubtfulFiles(files(path));
    expect([pathsOf(mayHoldSecrets), seldomMeant]).toEqual([[path], []]);
  });

  test.each([".env.example", ".env.sample", ".env.template", "environment", "id_rsa.pub", ".gitignore", "keys.py"])(
    "but not one called %s",
    (path) => {
      expect(doubtfulFiles(files(path))).toEqual({ mayHoldSecrets: [], seldomMeant: [] });
    },
  );
});

test.each([".venv/a", "venv/a", "env/a", "node_modules/a/b.js", "a/__pycache__/b.pyc"])(
  "%s is seldom meant",
  (path) => {
    expect(pathsOf(doubtfulFiles(files(path)).seldomMeant)).toEqual([path]);
  },
);

test("what may hold secrets is not told twice, where it is seldom meant too", () => {
  const { mayHoldSecrets, seldomMeant } = doubtfulFiles(files("venv/.env", "venv/a"));
  expect([pathsOf(mayHoldSecrets), pathsOf(seldomMeant)]).toEqual([["venv/.env"], ["venv/a"]]);
});

describe("what a user is told", () => {
  test("names a folder once, with its number of files and its size", () => {
    const doubtful = doubtfulFiles(files("a/venv/x", "a/venv/lib/y", "b.key", ".git/HEAD"));
    expect(doubtfulLines(doubtful, "uploads", "ignore them")).toEqual([
      "uploads b.key, .git (1 files, 0.1 MB), which may hold secrets; ignore them",
      "uploads a/venv (2 files, 0.1 MB), which are seldom flow code; ignore them",
    ]);
  });

  test("is nothing of files that are not doubtful", () => {
    expect(doubtfulLines(doubtfulFiles(files("etl.py")), "uploads", "ignore them")).toEqual([]);
  });

  test("names six places, and counts the others", () => {
    const keys = (count: number) => files(...Array.from({ length: count }, (_, index) => `${index}.key`));
    const [six] = doubtfulLines(doubtfulFiles(keys(6)), "uploads", "ignore them");
    const [eight] = doubtfulLines(doubtfulFiles(keys(8)), "uploads", "ignore them");
    expect(six).toBe("uploads 0.key, 1.key, 2.key, 3.key, 4.key, 5.key, which may hold secrets; ignore them");
    expect(eight).toContain("5.key and 2 more, which may hold secrets");
  });
});
