import { CsrfToken } from "../../sdk/src/api/csrf";
import { dialectOf } from "../../sdk/src/api/dialect";

/** A token of a server whose tokens are good for some seconds. */
function tokenFor(seconds: number, dialect: "syntask" | "prefect" = "syntask") {
  let made = 0;
  const load = jest.fn(async (_path: string) => ({
    token: `t${++made}`,
    expiration: new Date(Date.now() + seconds * 1_000).toISOString(),
  }));
  return { csrf: new CsrfToken(dialectOf(dialect), load), load };
}

test("nothing is sent before the server wants a token", async () => {
  const { csrf, load } = tokenFor(3_600);
  expect(await csrf.headers()).toEqual({});
  expect(load).not.toHaveBeenCalled();
});

test("requests that want a token at the same time share it, and later ones get another", async () => {
  const { csrf, load } = tokenFor(3_600);
  await Promise.all([csrf.renew(), csrf.renew()]);
  expect(load).toHaveBeenCalledTimes(1);
  await csrf.renew();
  expect(load).toHaveBeenCalledTimes(2);
});

test("a token is asked for again after it could not be had", async () => {
  const { csrf, load } = tokenFor(3_600);
  load.mockRejectedValueOnce(new Error("no"));
  await expect(csrf.renew()).rejects.toThrow("no");
  await csrf.renew();
  expect(load).toHaveBeenCalledTimes(2);
});

test.each([
  [29, 2],
  [40, 1],
])("a token that is good for %s s more is asked for %s times", async (seconds, calls) => {
  const { csrf, load } = tokenFor(seconds);
  await csrf.renew();
  await csrf.headers();
  expect(load).toHaveBeenCalledTimes(calls);
});

test("a token is sent with the client that it was given to, under the names of the dialect", async () => {
  const { csrf, load } = tokenFor(3_600, "prefect");
  await csrf.renew();
  const [path] = load.mock.calls[0]!;
  expect(await csrf.headers()).toEqual({
    "Prefect-Csrf-Token": "t1",
    "Prefect-Csrf-Client": path.replace("/csrf-token?client=", ""),
  });
});
