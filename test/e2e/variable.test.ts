import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

let stack: Stack;
const name = unique("size").replaceAll("-", "_");
const program = (args: string) => `new syntask.Variable("${name}", ${args});`;

beforeAll(async () => {
  stack = await Stack.create({
    program: program('{ value: 500, tags: ["etl", "batch"] }'),
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
  });
});
afterAll(() => stack.remove());

test("up, no-op, drift and destroy", async () => {
  await stack.up();
  console.log(await stack.preview("--diff", "--expect-no-changes"));
  const { id } = await raw("GET", `/variables/name/${name}`);
  await raw("PATCH", `/variables/${id}`, { value: 1 });
  console.log(await stack.preview("--refresh", "--diff"));
  await stack.write(program("{ value: 600 }"));
  console.log(await stack.preview("--diff"));
  console.log(await stack.up("--refresh"));
  console.log(await stack.state());
  await stack.write(program('{ value: 600, tags: "x y" , name: "A-b"}'));
  console.log(await stack.run("preview"));
});
