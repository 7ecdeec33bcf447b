import { createVerify, generateKeyPairSync } from "node:crypto";
import type { AxiosRequestConfig } from "axios";
import { exchangeKey, faultOfKey, KeyRefused, projectOf } from "../../sdk/src/gcp/service-account-key";

const key = { type: "service_account", client_email: "me@project-1.iam.gserviceaccount.com", private_key: "hush" };

test.each<[unknown, string | undefined]>([
  [key, undefined],
  [{ ...key, type: undefined }, undefined],
  ["text", "is not a JSON object"],
  [null, "is not a JSON object"],
  [{ ...key, type: "authorized_user" }, 'is a key of type "authorized_user", not of a service account'],
  [{ ...key, client_email: undefined }, "has no `client_email`"],
  [{ ...key, private_key: 1 }, "has no `private_key`"],
])("of the key %j is said: %p", (given, fault) => {
  expect(faultOfKey(given)).toBe(fault);
});

test("a key's project is its own, else that of its address, else nobody knows", () => {
  expect(projectOf({ ...key, project_id: "own" } as never)).toBe("own");
  expect(projectOf(key as never)).toBe("project-1");
  expect(projectOf({ ...key, client_email: "me@example.com" } as never)).toBeUndefined();
  expect(projectOf({ ...key, client_email: "me@a.iam.gserviceaccount.com.b" } as never)).toBeUndefined();
});

describe("a key is exchanged", () => {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const whole = { ...key, private_key: String(pair.privateKey.export({ type: "pkcs8", format: "pem" })) };
  afterEach(() => jest.restoreAllMocks());

  async function exchange(answer: Promise<object>, given: Parameters<typeof exchangeKey>[0] = whole) {
    const post = jest.spyOn(require("axios").default, "post").mockReturnValue(answer);
    const result = await exchangeKey(given).catch((error: Error) => error);
    return { result, asked: post.mock.calls[0] as [string, URLSearchParams, AxiosRequestConfig] };
  }
  const token = Promise.resolve({ status: 200, data: { access_token: "t", expires_in: 3_599 } });

  test("for a token of all of Google's cloud, by a signature that is good for an hour", async () => {
    const { result, asked } = await exchange(token);
    expect(result).toEqual({ access_token: "t", expiry_date: expect.any(Number) });
    const [url, form, settings] = asked;
    expect(url).toBe("https://oauth2.googleapis.com/token");
    expect(settings.timeout).toBe(30_000);
    const { grant_type, assertion } = Object.fromEntries(new URLSearchParams(form)) as Record<string, string>;
    expect(grant_type).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    const [header, claims, signature] = assertion!.split(".") as [string, string, string];
    const { iat, exp, ...said } = JSON.parse(Buffer.from(claims, "base64url").toString());
    expect(said).toEqual({
      iss: key.client_email,
      scope: "https://www.googleapis.com/auth/cloud-platform",
      aud: url,
    });
    expect(exp - iat).toBe(3_600);
    const verify = createVerify("RSA-SHA256").update(`${header}.${claims}`);
    expect(verify.verify(pair.publicKey, signature, "base64url")).toBe(true);
  });

  test("where it says", async () => {
    const token_uri = "https://tokens.example.com/";
    const { asked } = await exchange(token, { ...whole, token_uri });
    expect(asked[0]).toBe(token_uri);
  });

  test.each([
    [{ error: "invalid_grant", error_description: "Invalid JWT Signature." }, "Invalid JWT Signature."],
    [{ error: "invalid_grant" }, "invalid_grant"],
    [undefined, "status 400"],
  ])("and an answer %j is told as a refusal", async (data, reason) => {
    const refused = Object.assign(new Error("Request failed"), { response: { status: 400, data } });
    const { result } = await exchange(Promise.reject(refused));
    expect(result).toBeInstanceOf(KeyRefused);
    expect(result).toMatchObject({ status: 400, message: `the key of ${key.client_email} is refused: ${reason}` });
  });
});
