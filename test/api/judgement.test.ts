import { dialectOf } from "../../sdk/src/api/dialect";
import type { ApiRequest } from "../../sdk/src/api/http";
import { isLost, Judge, type Judgement } from "../../sdk/src/api/judgement";
import { mostAttempts } from "../../sdk/src/api/retry";

const read: ApiRequest = { method: "GET", path: "/flows/1", repeatable: true };
const sentOnce: ApiRequest = { method: "POST", path: "/automations/", repeatable: false };

/** What a failure of axios leads to. */
function judged(failure: object, request = read, { mayReturn = true, hasKey = true } = {}) {
  const connection = {
    apiUrl: "https://server/api",
    apiKey: hasKey ? "hush-key" : undefined,
    keyAdvice: "set `syntask:apiKey`",
    uiUrl: "https://server",
    dialect: dialectOf("syntask"),
    source: "the test",
    requestTimeout: 60,
    insecure: false,
  };
  return new Judge(request, connection, () => mayReturn).judge({ isAxiosError: true, ...failure });
}

const answer = (status: number, data: unknown = {}, headers: Record<string, string> = {}) => ({
  response: { status, data, headers },
});
const broken = (code: string, message = "") => ({ code, message });

/** The one of each failure: its kind, and how often it is tried where a repeat does no harm, and where it may. */
const rules: [string, object, Judgement["kind"], repeated: number, once: number][] = [
  ["429", answer(429), "busy", mostAttempts, mostAttempts],
  ["502", answer(502), "unclear", mostAttempts, 1],
  ["503", answer(503), "unclear", mostAttempts, 1],
  ["504", answer(504), "unclear", mostAttempts, 1],
  ["500", answer(500), "final", 1, 1],
  ["501", answer(501), "final", 1, 1],
  ["404", answer(404), "final", 1, 1],
  ["409", answer(409), "final", 1, 1],
  ["422", answer(422), "final", 1, 1],
  ["401", answer(401), "final", 1, 1],
  ["301", answer(301), "final", 1, 1],
  ["403 of CSRF protection", answer(403, { detail: "Invalid CSRF token" }), "token", 2, 2],
  ["403 of an unknown client", answer(403, { detail: "Missing client identifier" }), "token", 2, 2],
  ["403 of a right", answer(403, { detail: "Not allowed" }), "final", 1, 1],
  ["422 that speaks of CSRF", answer(422, { detail: "Invalid CSRF token" }), "final", 1, 1],
  ["a refusal that breaks off", { response: { status: 404, data: undefined, headers: {} } }, "broken", 6, 1],
  ["a success that breaks off", { response: { status: 200, data: "[", headers: {} } }, "broken", 6, 1],
  ["a web page", answer(200, "<html>", { "content-type": "text/html; charset=utf-8" }), "final", 1, 1],
  ...["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"].map((code): (typeof rules)[number] => [
    code,
    broken(code),
    "absent",
    mostAttempts,
    mostAttempts,
  ]),
  ...["ECONNABORTED", "ETIMEDOUT"].map((code): (typeof rules)[number] => [code, broken(code), "silent", 3, 1]),
  ...["ECONNRESET", "EPIPE", "HPE_INVALID_CONSTANT", "Z_BUF_ERROR", "ERR_STREAM_PREMATURE_CLOSE"].map(
    (code): (typeof rules)[number] => [code, broken(code), "broken", 6, 1],
  ),
  ["a certificate", broken("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"), "final", 1, 1],
];

test.each(rules)("%s is judged as it is meant", (_, failure, kind, repeated, once) => {
  expect(judged(failure)).toMatchObject({ kind, attempts: repeated });
  expect(judged(failure, sentOnce)).toMatchObject({ kind, attempts: once });
  expect(isLost(judged(failure))).toBe(["silent", "broken", "unclear"].includes(kind));
});

test("a server that was never there is tried once more only", () => {
  expect(judged(broken("ECONNREFUSED"), read, { mayReturn: false })).toMatchObject({ kind: "absent", attempts: 2 });
});

test("what is no failure of a request is thrown as it is, once", () => {
  const error = new TypeError("a slip");
  const judge = new Judge(read, {} as never, () => true);
  expect(judge.judge(error)).toEqual({ error, kind: "final", attempts: 1 });
});

test.each([
  ["0", 0],
  ["7", 7_000],
  ["30", 30_000],
  ["31", 30_000],
  ["86400", 30_000],
  ["-1", undefined],
  ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
  ["", undefined],
])("Retry-After: %j is waited for at most half a minute", (header, wait) => {
  for (const status of [429, 503]) expect(judged(answer(status, {}, { "retry-after": header })).wait).toBe(wait);
});

test.each<[string, string, object, string]>([
  [
    "a missing server",
    "start it",
    broken("ECONNREFUSED"),
    "no server answers at https://server/api (the test); start it, or set `syntask:apiUrl`",
  ],
  [
    "silence",
    "how long",
    broken("ETIMEDOUT"),
    "GET /flows/1 got no answer from https://server/api (the test) within 60 s",
  ],
  ["a reset", "when", broken("ECONNRESET"), "https://server/api (the test) closed the connection during GET /flows/1"],
  [
    "a cut answer",
    "when",
    { response: { status: 200, data: "[", headers: {} } },
    "https://server/api (the test) broke off in the middle of its answer to GET /flows/1",
  ],
  ["another fault", "what", broken("EFAIL", "no luck"), "https://server/api (the test) cannot be reached: no luck"],
  ["a fault without a word", "its code", broken("EFAIL"), "https://server/api (the test) cannot be reached: EFAIL"],
  [
    "an image",
    "what came",
    answer(200, "", { "content-type": "image/png" }),
    "https://server/api (the test) answers with image/png, not with the API; check the URL, it usually ends in /api",
  ],
  [
    "a refused key",
    "where to set it",
    answer(401),
    "https://server/api (the test) does not accept the API key; set `syntask:apiKey`",
  ],
])("the line of %s says %s", (_, __, failure, line) => {
  expect(judged(failure).error.message).toBe(line);
});

test("the line of a server that wants a key says where to set it", () => {
  expect(judged(answer(401), read, { hasKey: false }).error.message).toBe(
    "https://server/api (the test) wants an API key; set `syntask:apiKey`",
  );
});
