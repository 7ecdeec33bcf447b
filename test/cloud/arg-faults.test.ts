import { faultOfDocumentId, faultOfReference } from "../../sdk/src/checks/references";
import {
  faultOfBlank,
  faultOfEndpoint,
  faultsOfMadeBesideGiven,
  faultsOfNewBesideGiven,
  faultsOfTwoWays,
  faultsOfUpload,
  faultsOfWorkersKey,
} from "../../sdk/src/cloud/arg-faults";

test("settings of something new are named beside each thing that exists", () => {
  expect([
    ...faultsOfNewBesideGiven("bucket", { bucket: "b", other: undefined }, { location: "", args: undefined }),
  ]).toEqual(["`location` is of a new bucket, and `bucket` is given; leave one of them out"]);
});

test("one thing in two ways is told for each pair", () => {
  expect([...faultsOfTwoWays({ a: 1, b: undefined }, { c: 2, d: 3 })]).toEqual([
    "give `a` or `c`, not both",
    "give `a` or `d`, not both",
  ]);
});

test("what belongs to an upload is refused without one", () => {
  expect([...faultsOfUpload(undefined, { ignore: ["*"], releases: false, ignoreFile: undefined })]).toEqual([
    "`ignore` belongs to `source`, which is missing",
  ]);
  expect([...faultsOfUpload("flows", { ignore: ["*"] })]).toEqual([]);
});

test("a worker with an identity of its own has no block and no key", () => {
  const args = { access: "runtime", credentials: "b", credentialsName: "n", rotation: "1", permissions: "read" };
  expect([...faultsOfWorkersKey(args, { readers: ["a"] })]).toEqual([
    '`access: "runtime"` uses no block; leave `credentials` out',
    '`access: "runtime"` makes no block; leave `credentialsName` out',
    '`access: "runtime"` makes no key; leave `rotation` out',
  ]);
  expect([...faultsOfWorkersKey({ access: "runtime" }, {})]).toEqual([]);
});

test("a worker with a key is nobody with an identity, and one with a given block has its settings", () => {
  const args = { credentials: "b", credentialsName: "n", rotation: "1", permissions: "read" };
  expect([...faultsOfWorkersKey(args, { readers: { nightly: "a" }, others: [], none: undefined })]).toEqual([
    '`readers` belongs to `access: "runtime"`; write that, or leave it out',
    "`rotation` is of a key that is made here, and `credentials` is given; leave one of them out",
    "`permissions` is of a key that is made here, and `credentials` is given; leave one of them out",
    "`credentialsName` is of a block that is made here, and `credentials` is given; leave one of them out",
  ]);
  expect([...faultsOfMadeBesideGiven("key", undefined, { rotation: "1" })]).toEqual([]);
});

test.each([
  [faultOfBlank, " ", "is blank; write a text, or leave it out"],
  [faultOfBlank, "1", undefined],
  [faultOfReference, "team", "is not a placeholder of a block; give the block, or its `reference`"],
  [faultOfReference, "x {{ a }}", "is not a placeholder of a block; give the block, or its `reference`"],
  [faultOfReference, "{{ a }} x", "is not a placeholder of a block; give the block, or its `reference`"],
  [faultOfReference, " {{ a }} ", undefined],
  [faultOfDocumentId, "{{ a }}", "is not the id of a block document; give the block, or its `documentId`"],
  [faultOfDocumentId, "01234567-89ab-cdef-0123-456789abcdef", undefined],
  [faultOfEndpoint("https://example.com"), "minio:9000", 'is "minio:9000"; write a URL, like "https://example.com"'],
  [faultOfEndpoint("https://example.com"), "my http://a", 'is "my http://a"; write a URL, like "https://example.com"'],
  [faultOfEndpoint("https://example.com"), "https:///x", 'is "https:///x"; write a URL, like "https://example.com"'],
  [faultOfEndpoint("https://example.com"), "http://minio:9000", undefined],
])("%p of %j", (faultOf, text, fault) => {
  expect(faultOf(text)).toBe(fault);
});
