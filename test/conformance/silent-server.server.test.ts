import { type AddressInfo, createServer, type Server } from "node:net";
import { dynamicBinding } from "../support/engine-bindings";
import { pluginBinding } from "../support/plugin-binding";
import { serverUrl } from "../support/raw-api";
import { skipWaits } from "../support/skipped-waits";
import { SmallEngine } from "../support/small-engine";
import { subjects } from "./subjects";

jest.mock("node:timers/promises", () => require("../support/skipped-waits").timers);

/** The pauses between one try and the next. */
skipWaits();

/** Takes connections and never answers. */
let silent: Server;

beforeAll(async () => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
  silent = createServer((socket) => void socket.on("error", () => undefined));
  await new Promise<void>((ready) => silent.listen(0, "127.0.0.1", ready));
});
afterAll(() => silent.close());
afterEach(() => delete process.env.PREFECT_API_REQUEST_TIMEOUT);

const kinds = [dynamicBinding, pluginBinding].flatMap((binding) =>
  subjects.map((subject) => ({ binding, ...subject })),
);

/** The dynamic protocol hands no `customTimeouts` on, so what bounds an operation is the time for a request. */
test.each(kinds)("each operation of $kind ends where the server does not answer: $binding.name", async (subject) => {
  const inputs = await subject.inputs();
  const engine = (config: Record<string, string>) => new SmallEngine(subject.kind, config, undefined, subject.binding);
  const object = engine({ "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" });
  await object.up(inputs);

  process.env.PREFECT_API_REQUEST_TIMEOUT = "0.05";
  object.config["syntask:apiUrl"] = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/api`;
  const [[property, value] = []] = Object.entries(subject.changes);
  const operations = [
    () => engine(object.config).up(inputs),
    () => object.refresh(),
    ...(property ? [() => object.up({ ...inputs, [property]: value })] : []),
    () => object.destroy(),
  ];
  for (const operation of operations) {
    await expect(operation()).rejects.toThrow(/got no answer from .* within 0.05 s/);
  }
});
