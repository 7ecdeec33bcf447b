import { readFlow } from "../../sdk/src/python/flow";

const flow = (decorator: string, body = "pass", before = "") =>
  readFlow(
    `from syntask import flow, task\nimport helpers\n${before}\n${decorator}\ndef my_own_flow(): ${body}\n`,
    "my_own_flow",
    "etl.py",
  );

test.each([
  ["@flow", "my-own-flow"],
  ["@flow()", "my-own-flow"],
  ["@flow(name='Nightly run')", "Nightly run"],
  ["@flow(name='')", "my-own-flow"],
  ["@flow(name=None)", "my-own-flow"],
  ["@flow(retries=3, name='a' 'b')", "ab"],
  ["@task\n@flow(name='a')", "a"],
  ["@helpers.timed\n@flow(name='a')", "a"],
])("a flow of %s is named %s", (decorator, name) => {
  expect(flow(decorator)?.name).toBe(name);
});

test.each<[string, string, string | undefined]>([
  ["@flow", '"""Moves the data."""', "Moves the data."],
  ["@flow(description='Own.')", '"""Moves the data."""', "Own."],
  ["@flow(description='')", '"""Moves the data."""', "Moves the data."],
  ["@flow(description=None)", '"""Moves the data."""', "Moves the data."],
  ["@flow(description=helpers.text())", '"""Moves the data."""', undefined],
  ["@flow(description=3)", '"""Moves the data."""', undefined],
  ["@flow", '"""   """', undefined],
  ["@flow", '""', undefined],
  ["@flow", "pass", undefined],
  ["@flow(description='Own.')", "pass", "Own."],
])("a flow of %s with the body %s is described by %j", (decorator, body, description) => {
  const read = flow(decorator, body)!;
  expect(read.description).toBe(description);
  expect("description" in read).toBe(description !== undefined);
});

test.each<[string, string]>([
  ["def other(): pass", "etl.py has no flow 'main'; it has no flow at all"],
  ["@flow\ndef one(): pass\n@flow\ndef two(): pass", "etl.py has no flow 'main'; it has 'one', 'two'"],
  ["@flow\ndef mian(): pass", "etl.py has no flow 'main'; did you mean 'mian'?"],
  ["@task\ndef main(): pass", "etl.py has no flow 'main': the function is a task; it has no flow at all"],
  [
    "@task\ndef main(): pass\n@flow\ndef others(): pass",
    "etl.py has no flow 'main': the function is a task; it has 'others'",
  ],
  ["def main(): pass", "etl.py has no flow 'main': the function is not decorated with @flow; it has no flow at all"],
  ["class main: pass", "etl.py has no flow 'main': it is a class"],
])("%j is refused", (source, line) => {
  const read = () => readFlow(`from syntask import flow, task\n${source}\n`, "main", "etl.py");
  expect(read).toThrow(new Error(line));
});

test.each(["main = 1", "from other import main", "from other import *", "@helpers.flow\ndef main(): pass"])(
  "%j is left to the run",
  (source) => {
    expect(readFlow(`import helpers\n${source}\n`, "main", "etl.py")).toBeUndefined();
  },
);

test.each(["syntask.flow", "syntask.flows.flow", "prefect.flow", "prefect.flows.flow"])("%s makes a flow", (name) => {
  expect(readFlow(`import syntask\nimport prefect\n@${name}\ndef main(): pass\n`, "main", "etl.py")).toBeDefined();
});

test.each(["other.flow", "syntask.flow.other", "syntask.tasks.flow", "a.syntask.flow", "syntask.xflow"])(
  "%s does not",
  (name) => {
    const source = `import syntask\nimport other\nimport a\n@${name}\ndef main(): pass\n`;
    expect(readFlow(source, "main", "etl.py")).toBeUndefined();
  },
);
