import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { AnonymousCredential, BlobServiceClient, newPipeline } from "@azure/storage-blob";
import { boundSockets } from "../../sdk/src/azure/bounded-sockets";

let server: Server;
let sockets: Socket[];
beforeEach(async () => {
  sockets = [];
  server = createServer((socket) => void sockets.push(socket.on("error", () => {})));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const container = (silence: number) => {
  const { port } = server.address() as AddressInfo;
  const pipeline = newPipeline(new AnonymousCredential(), { retryOptions: { maxTries: 2, retryDelayInMs: 1 } });
  const client = new BlobServiceClient(`http://127.0.0.1:${port}/account`, boundSockets(pipeline, silence));
  return client.getContainerClient("flows");
};

test("a store that takes the connection and says nothing is tried again, and given up", async () => {
  await expect(container(100).getProperties()).rejects.toThrow("it went silent");
  expect(sockets).toHaveLength(2);
});

test("one that stops in the middle of its answer is given up", async () => {
  const part = "HTTP/1.1 200 OK\r\netag: 1\r\ncontent-length: 1000\r\n\r\n<?xml";
  server.on("connection", (socket) => socket.once("data", () => socket.write(part)));
  const read = container(100).getBlobClient("hello.py").downloadToBuffer(0, 1000);
  await expect(read).rejects.toThrow();
});
