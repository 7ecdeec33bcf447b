import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { declare } from "../support/mocks";

describe("the data of a block of any type", () => {
  const data = { url: "https://example.com", token: "hush-hush" };

  test("is handed on field by field, each of them a secret", async () => {
    const [block] = await declare(() => new syntask.Block("alerts", { typeSlug: "slack-webhook", data }));
    expect(block!.inputs.data).toEqual(data);
    expect(block!.text).not.toContain("hush-hush");
    expect(block!.text).not.toContain("example.com");
  });

  test("is a secret as a whole where the program does not have its fields", async () => {
    const [block] = await declare(
      () => new syntask.Block("alerts", { typeSlug: "slack-webhook", data: pulumi.output(data) }),
    );
    expect(block!.inputs.data).toEqual(data);
    expect(block!.secrets).toContain("data");
  });
});
