import { DeleteBucketCommand, DeleteObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { FlowCodeBench, program, write } from "../support/flow-code-bench";
import type { Stack } from "../support/stack";

let bench: FlowCodeBench;
beforeAll(async () => {
  bench = await FlowCodeBench.start();
});
afterAll(() => bench.stop());

const files = { "etl.py": "1", "lib/a.py": "2" };
const keys = ["team/flows/etl.py", "team/flows/lib/a.py"];

/** From now on what is in the store counts as older than an hour. */
const letTimePass = (stack: Stack) => {
  stack.environment.PULUMI_SYNTASK_TEST_RECENT_SECONDS = "-5";
};

const inComponent = (bucket: string, more = "") => `
class Group extends pulumi.ComponentResource {
  constructor(name) {
    super("example:index:Group", name);
    new syntask.FlowCode("flows", {
      store: "s3", location: { bucket: "${bucket}" }, source: "./flows", folder: "team/flows", ${more}
    }, { parent: this });
  }
}
new Group("group");
`;

const withEndpoint = (bucket: string, more = "") =>
  program(bucket, more).replace("location: {", `location: { endpoint: "${bench.endpoint}", pathStyle: true,`);

const changes: [string, (bucket: string, more?: string) => string][] = [
  ["renamed", (bucket, more) => program(bucket, more, "renamed")],
  ["moved into a component", inComponent],
  ["given an endpoint", withEndpoint],
];

test.each(changes)("an upload that is %s keeps its files, and a line says so", async (change, changed) => {
  const bucket = `soon-${change.replaceAll(" ", "-")}`;
  const stack = await bench.stackWith(bucket, files);
  try {
    await stack.up();
    await stack.write(changed(bucket));
    const adopts = `flow code "flows" takes over etl.py, lib/a.py in s3://${bucket}/team/flows/, as equal files are there already`;
    expect(await stack.preview()).toContain(adopts);
    const output = await stack.up();
    expect(output).toContain(adopts);
    expect(output).toContain(
      `flow code "flows" leaves s3://${bucket}/team/flows/etl.py and 1 more: this run has written or taken them over`,
    );
    expect(await bench.keys(bucket)).toEqual(keys);
    await stack.preview("--refresh", "--expect-no-changes");
    await write(stack, { "lib/a.py": undefined });
    await stack.up();
    expect(await bench.keys(bucket)).toEqual(["team/flows/etl.py"]);
    await stack.destroy();
    expect(await bench.keys(bucket)).toEqual([]);
  } finally {
    await stack.remove();
  }
});

test.each(changes)(
  "an old upload that is %s is refused with the ways out, and keeps its files",
  async (change, changed) => {
    const bucket = `late-${change.replaceAll(" ", "-")}`;
    const stack = await bench.stackWith(bucket, files);
    try {
      await stack.up();
      letTimePass(stack);
      await stack.write(changed(bucket));
      const { code, output } = await stack.run("preview");
      expect(code).not.toBe(0);
      expect((await stack.run("up", "--yes", "--skip-preview")).code).not.toBe(0);
      expect(output).toContain(
        `s3://${bucket}/team/flows/ holds these very files already: etl.py, lib/a.py; write \`aliases\` if this resource was renamed or moved in the program, \`adopt: true\` if nobody else has them, or choose another \`folder\``,
      );
      expect(await bench.keys(bucket)).toEqual(keys);
      await stack.write(changed(bucket, "adopt: true"));
      await stack.up();
      expect(await bench.keys(bucket)).toEqual(keys);
      await stack.preview("--refresh", "--expect-no-changes");
    } finally {
      await stack.remove();
    }
  },
);

test("an upload that is replaced by hand keeps its files, or is refused when they are old", async () => {
  const stack = await bench.stackWith("replaced", files);
  const replace = ["--replace", "urn:pulumi:test::example::pulumi-nodejs:dynamic/syntask:FlowCode::flows"];
  try {
    await stack.up();
    await stack.up(...replace);
    expect(await bench.keys("replaced")).toEqual(keys);
    letTimePass(stack);
    const { code, output } = await stack.run("up", "--yes", "--skip-preview", ...replace);
    expect(code).not.toBe(0);
    expect(output).toContain("s3://replaced/team/flows/ holds these very files already: etl.py, lib/a.py;");
    expect(await bench.keys("replaced")).toEqual(keys);
    await stack.preview("--refresh", "--expect-no-changes");
  } finally {
    await stack.remove();
  }
});

test("a region that is written down changes nothing", async () => {
  const stack = await bench.stackWith("region", files);
  try {
    await stack.up();
    await stack.write(program("region").replace("location: {", 'location: { region: "us-east-1",'));
    await stack.preview("--expect-no-changes");
  } finally {
    await stack.remove();
  }
});

test("a file that another team put there meanwhile is neither overwritten nor deleted, whatever its name", async () => {
  const stack = await bench.stackWith("meanwhile", files);
  try {
    await stack.up();
    await bench.put("meanwhile", "team/flows/new.py", "theirs");
    await bench.put("meanwhile", "team/flows/constructor", "theirs");
    await write(stack, { "new.py": "ours" });
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain("s3://meanwhile/team/flows/ holds other files of these names already: new.py;");
    await write(stack, { "new.py": undefined });
    await stack.refresh();
    await stack.destroy();
    expect(await bench.keys("meanwhile")).toEqual(["team/flows/constructor", "team/flows/new.py"]);
    const { Body } = await bench.s3.send(new GetObjectCommand({ Bucket: "meanwhile", Key: "team/flows/new.py" }));
    expect(await Body!.transformToString()).toBe("theirs");
  } finally {
    await stack.remove();
  }
});

test("a release that another stack uses stays until that one lets go of it", async () => {
  const text = (name: string) =>
    `${program("shared", "releases: { keep: 2 }", name)}new syntask.ReleasePruning("releases", { code });`;
  await bench.makeBucket("shared");
  const ours = await bench.stack(text("ours"), { "etl.py": "1" });
  const theirs = await bench.stack(text("theirs"), { "etl.py": "1" });
  try {
    await ours.up();
    await theirs.up();
    const { digest } = await theirs.outputs();
    for (const content of ["2", "3"]) {
      await write(ours, { "etl.py": content });
      await ours.up();
    }
    expect(await bench.keys("shared")).toContain(`team/flows/${digest}/etl.py`);
    const output = await ours.destroy();
    expect(output).toContain(`leaves s3://shared/team/flows/${digest}/, as example~test~theirs uses it`);
    expect(await bench.keys("shared")).toEqual([
      `team/flows/.releases/${digest}/example~test~theirs`,
      `team/flows/${digest}/etl.py`,
    ]);
    await theirs.preview("--refresh", "--expect-no-changes");
    await theirs.destroy();
    expect(await bench.keys("shared")).toEqual([]);
  } finally {
    await ours.remove();
    await theirs.remove();
  }
});

test("releases of a renamed upload go with neither the old name nor another stack that has it", async () => {
  const stack = await bench.stackWith("renamed-releases", files, "releases: true");
  try {
    await stack.up();
    const { digest } = await stack.outputs();
    const release = keys.map((key) => key.replace("flows/", `flows/${digest}/`));
    letTimePass(stack);
    await stack.write(inComponent("renamed-releases", "releases: true"));
    await stack.up();
    const [use, ...rest] = await bench.keys("renamed-releases");
    expect(use).toMatch(new RegExp(`^team/flows/.releases/${digest}/example~test~flows~[0-9a-f]{8}$`));
    expect(rest).toEqual(release);
    await stack.destroy();
    expect(await bench.keys("renamed-releases")).toEqual([]);
  } finally {
    await stack.remove();
  }
});

test("a bucket that somebody deleted is gone, and what is made in its place gets the files", async () => {
  const stack = await bench.stackWith("deleted", files);
  try {
    await stack.up();
    for (const key of keys) await bench.s3.send(new DeleteObjectCommand({ Bucket: "deleted", Key: key }));
    await bench.s3.send(new DeleteBucketCommand({ Bucket: "deleted" }));
    expect(await stack.preview("--refresh")).toContain("+ etl.py");
    await stack.refresh();
    await stack.preview();
    await bench.makeBucket("deleted");
    await stack.up("--refresh");
    expect(await bench.keys("deleted")).toEqual(keys);
    await stack.preview("--refresh", "--expect-no-changes");
  } finally {
    await stack.remove();
  }
});
