import { DeleteObjectCommand, PutBucketPolicyCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { FlowCodeBench, named, program, write } from "../support/flow-code-bench";

let bench: FlowCodeBench;
beforeAll(async () => {
  bench = await FlowCodeBench.start();
});
afterAll(() => bench.stop());

test("a folder goes up, and from then on only what changes does", async () => {
  const stack = await bench.stackWith("life", {
    "etl.py": "print(1)",
    "lib/a.py": "",
    "lib/old.py": "x",
    "secret.env": "hush",
    ".syntaskignore": "*.env\n",
  });
  try {
    const first = await stack.preview();
    expect(named(first)).toEqual(["+ .syntaskignore", "+ etl.py", "+ lib/a.py", "+ lib/old.py"]);
    expect(first).toContain('flow code "flows" 4 new:');
    await bench.s3.send(new PutObjectCommand({ Bucket: "life", Key: "team/flows/theirs.txt", Body: "theirs" }));
    bench.calls();
    await stack.up();
    // One list as the check of the inputs foresees what is taken over, one before the first file is sent.
    expect(bench.calls()).toEqual({ GET: 2, PUT: 4 });
    const uploaded = [".syntaskignore", "etl.py", "lib/a.py", "lib/old.py"].map((path) => `team/flows/${path}`);
    expect(await bench.keys("life")).toEqual([...uploaded, "team/flows/theirs.txt"]);

    bench.calls();
    expect(named(await stack.preview("--expect-no-changes", "--diff"))).toEqual([]);
    await stack.up("--expect-no-changes");
    expect(bench.calls()).toEqual({});

    await write(stack, { "etl.py": "print(2)", "lib/old.py": undefined, "new.py": "n" });
    for (const form of [[], ["--diff"], ["--refresh"]]) {
      const output = await stack.preview(...form);
      expect(named(output)).toEqual(["~ etl.py", "- lib/old.py", "+ new.py"]);
      expect(output).not.toContain("lib/a.py");
    }
    const { diagnostics } = JSON.parse(await stack.preview("--json"));
    const said = diagnostics.map(({ message }: { message: string }) => message.trim());
    expect(said).toEqual(['flow code "flows" 1 new, 1 changed, 1 gone:', "~ etl.py", "- lib/old.py", "+ new.py"]);
    bench.calls();
    await stack.up();
    expect(bench.calls()).toEqual({ GET: 1, PUT: 2, POST: 1 });
    expect(await bench.keys("life")).toEqual(
      [".syntaskignore", "etl.py", "lib/a.py", "new.py", "theirs.txt"].map((path) => `team/flows/${path}`),
    );

    await bench.s3.send(new PutObjectCommand({ Bucket: "life", Key: "team/flows/etl.py", Body: "by hand" }));
    await bench.s3.send(new DeleteObjectCommand({ Bucket: "life", Key: "team/flows/lib/a.py" }));
    bench.calls();
    expect(named(await stack.preview("--refresh"))).toEqual(["~ etl.py", "+ lib/a.py"]);
    expect(bench.calls()).toEqual({ GET: 1 });
    await stack.up("--refresh");
    expect(bench.calls()).toEqual({ GET: 2, PUT: 2 });
    await stack.preview("--refresh", "--expect-no-changes");

    await stack.destroy();
    expect(await bench.keys("life")).toEqual(["team/flows/theirs.txt"]);
  } finally {
    await stack.remove();
  }
});

test("files of stacks never go up, and what may hold secrets is warned of in the preview", async () => {
  const stack = await bench.stackWith("secrets", { "etl.py": "1", ".env": "A=1", "Pulumi.dev.yaml": "config: {}" });
  try {
    const warning = 'FlowCode "flows" uploads .env, which may hold secrets;';
    expect(await stack.preview()).toContain(warning);
    await write(stack, { ".syntaskignore": "!.env\n" });
    expect(await stack.preview()).not.toContain(warning);
    await stack.up();
    expect(await bench.keys("secrets")).toEqual(["team/flows/.env", "team/flows/.syntaskignore", "team/flows/etl.py"]);
  } finally {
    await stack.remove();
  }
});

test("of a folder of 1,000 files a preview names the one that changed, and one request sends it", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`package/module_${i}.py`, `value = ${i}\n`]),
  );
  const stack = await bench.stackWith("thousand", files);
  try {
    expect(named(await stack.preview())).toHaveLength(41);
    await stack.up();
    await write(stack, { "package/module_500.py": "value = 0\n" });
    expect(named(await stack.preview())).toEqual(["~ package/module_500.py"]);
    expect(named(await stack.preview("--diff"))).toEqual(["~ package/module_500.py"]);
    bench.calls();
    await stack.up();
    expect(bench.calls()).toEqual({ PUT: 1 });
  } finally {
    await stack.remove();
  }
});

test("files of somebody else are not overwritten, unless the user says so", async () => {
  const stack = await bench.stackWith("taken", { "etl.py": "mine", "same.py": "same" });
  try {
    await bench.s3.send(new PutObjectCommand({ Bucket: "taken", Key: "team/flows/etl.py", Body: "theirs" }));
    await bench.s3.send(new PutObjectCommand({ Bucket: "taken", Key: "team/flows/same.py", Body: "same" }));
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain(
      'flow code "flows": s3://taken/team/flows/ holds other files of these names already: etl.py; write `adopt: true` to overwrite them, or choose another `folder`',
    );
    await stack.write(program("taken", "adopt: true"));
    bench.calls();
    await stack.up();
    expect(bench.calls()).toEqual({ GET: 2, PUT: 1 });
  } finally {
    await stack.remove();
  }
});

test("an upload that is denied in the middle, or killed, is finished by the next one", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`module_${String(i).padStart(2, "0")}.py`, `${i}`]),
  );
  const stack = await bench.stackWith("middle", { ...files, "z/denied.py": "x" });
  try {
    const statement = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::middle/team/flows/z/*",
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await bench.s3.send(new PutBucketPolicyCommand({ Bucket: "middle", Policy }));
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain(
      'flow code "flows": s3://middle/team/flows/z/denied.py: access denied; the credentials may not do this here',
    );
    await bench.s3.send(new PutBucketPolicyCommand({ Bucket: "middle", Policy: Policy.replace("z/*", "nothing") }));
    // The denied one is the last: all others had begun before it failed, and what has begun is finished.
    expect(named(await stack.preview())).toEqual(["+ z/denied.py"]);
    bench.calls();
    await stack.up();
    expect(bench.calls().PUT).toBe(1);
    expect(await bench.keys("middle")).toHaveLength(61);

    await write(stack, Object.fromEntries(Object.keys(files).map((path) => [path, "changed"])));
    bench.calls();
    const up = stack.start("up", "--yes", "--skip-preview");
    while (bench.proxy.total() < 10) await new Promise((resolve) => setTimeout(resolve, 5));
    await up.kill();
    await stack.mendState();
    await stack.up();
    await stack.preview("--refresh", "--expect-no-changes");
    await stack.destroy();
    expect(await bench.keys("middle")).toEqual([]);
  } finally {
    await stack.remove();
  }
});

test("releases stand side by side; what is too old goes after the switch only, and going back sends nothing", async () => {
  const stack = await bench.stackWith("releases", { "etl.py": "1", "same.py": "s" }, "releases: { keep: 2 }");
  try {
    const digests: string[] = [];
    for (const content of ["1", "2", "3"]) {
      await write(stack, { "etl.py": content });
      await stack.up();
      digests.push((await stack.outputs()).digest);
    }
    const files = (releases: string[]) =>
      releases
        .flatMap((digest) => [
          `team/flows/.releases/${digest}/example~test~flows`,
          `team/flows/${digest}/etl.py`,
          `team/flows/${digest}/same.py`,
        ])
        .sort();
    expect(await bench.keys("releases")).toEqual(files(digests));

    await stack.write(
      `${program("releases", "releases: { keep: 2 }")}new syntask.ReleasePruning("releases", { code });`,
    );
    await stack.up();
    expect(await bench.keys("releases")).toEqual(files(digests.slice(1)));

    await write(stack, { "etl.py": "2" });
    bench.calls();
    await stack.up();
    expect(bench.calls().PUT).toBeUndefined();
    expect((await stack.outputs()).digest).toBe(digests[1]);
    expect(await bench.keys("releases")).toEqual(files(digests.slice(1)));
    await stack.preview("--refresh", "--expect-no-changes");
    await stack.destroy();
    expect(await bench.keys("releases")).toEqual([]);
  } finally {
    await stack.remove();
  }
});

test.each([
  [
    "a folder that is not there",
    'source: "./nowhere"',
    {},
    'there is no folder "nowhere"; write the path of the flow code, from the Pulumi program.',
  ],
  ["a folder that is all ignored", 'ignore: ["*"]', { "etl.py": "1" }, '"flows" holds no file to upload'],
  [
    "a folder in the store that leads upwards",
    'folder: "../other"',
    { "etl.py": "1" },
    '`folder` "../other/" leads upwards; write a folder without ".."',
  ],
  [
    "too few releases",
    "releases: { keep: 1 }",
    { "etl.py": "1" },
    "`releases.keep` is 1; write a whole number from 2, as runs may be on the one before",
  ],
])("%s is refused at preview, in one line", async (name, more, files, reason) => {
  const stack = await bench.stackWith(`bad-${name.replaceAll(" ", "-").slice(0, 30)}`, files, more);
  try {
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain(reason);
    expect(output).not.toMatch(/\n\s+at /);
  } finally {
    await stack.remove();
  }
});
