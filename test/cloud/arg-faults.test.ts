import {
  faultsOfChoices,
  faultsOfMadeBesideGiven,
  faultsOfNewBesideGiven,
  faultsOfTexts,
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

test("what is no choice is told with those that there are", () => {
  const allowed = ["read", "readWrite"];
  expect([...faultsOfChoices({ a: ["write", allowed], b: ["read", allowed], c: [undefined, allowed] })]).toEqual([
    '`a` is "write"; write "read" or "readWrite"',
  ]);
});

test.each([
  [{ rotation: " " }, ["`rotation` is blank; write a text, or leave it out"]],
  [{ rotation: "1" }, []],
  [{ credentials: "team" }, ["`credentials` is not a placeholder of a block; give the block, or its `reference`"]],
  [{ credentials: "x {{ a }}" }, ["`credentials` is not a placeholder of a block; give the block, or its `reference`"]],
  [{ credentials: "{{ a }} x" }, ["`credentials` is not a placeholder of a block; give the block, or its `reference`"]],
  [{ credentials: " {{ a }} " }, []],
  [{ credentials: {} }, []],
  [{ endpoint: "minio:9000" }, ['`endpoint` is "minio:9000"; write a URL, like "https://example.com"']],
  [{ endpoint: "my http://minio" }, ['`endpoint` is "my http://minio"; write a URL, like "https://example.com"']],
  [{ endpoint: "https:///x" }, ['`endpoint` is "https:///x"; write a URL, like "https://example.com"']],
  [{ endpoint: "http://minio:9000" }, []],
])("of the texts %j it is told %j", (texts, faults) => {
  expect([...faultsOfTexts(texts, "https://example.com")]).toEqual(faults);
});
