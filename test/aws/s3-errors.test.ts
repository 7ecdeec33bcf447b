import { s3Error } from "../../sdk/src/aws/s3-errors";

const failure = (name: string, message: string, status?: number) =>
  s3Error("flows", "etl.py", Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } }))
    .message;

test.each([
  [failure("NoSuchBucket", "x", 404), "s3://flows/etl.py: there is no such bucket; make it first, or correct its name"],
  [failure("Odd", "the disk is full"), "s3://flows/etl.py: the disk is full"],
  [failure("Odd", ""), "s3://flows/etl.py: Odd"],
  [failure("Odd", "x", 403), "s3://flows/etl.py: access denied; the credentials may not do this here"],
  [
    failure("AuthorizationHeaderMalformed", "the region is wrong; expecting 'eu-west-1'"),
    "s3://flows/etl.py: the bucket is in region eu-west-1; set `aws:region` to it",
  ],
])("what AWS says becomes %j", (message, expected) => {
  expect(message).toBe(expected);
});

test("a failure of the bucket as a whole names no object", () => {
  expect(s3Error("flows", undefined, new Error("gone")).message).toBe("s3://flows/: gone");
});
