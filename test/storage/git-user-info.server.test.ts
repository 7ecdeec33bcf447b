import { gitUserInfo } from "../../sdk/src/storage/git-user-info";
import { workerTokenForms } from "../support/worker-token-forms";

const hosts = [
  "github.com",
  "gitlab.com",
  "my.gitlab.example:8443",
  "bitbucket.org",
  "bitbucketserver.example",
  "forge.example",
];
const credentials: Record<string, string>[] = [
  { token: "t" },
  { access_token: "a", token: "t" },
  { token: "oauth2:t" },
  { token: "x-token-auth:t" },
  { token: "me:t" },
  { password: "p" },
  { username: "me", password: "p" },
  { username: "me", access_token: "a", password: "p" },
];
const cases = hosts.flatMap((host) => credentials.map((given) => ({ host, given })));

function ours(host: string, { access_token: accessToken, ...rest }: Record<string, string>): string | null {
  try {
    return gitUserInfo(host, { ...rest, accessToken });
  } catch {
    return null;
  }
}

test("credentials take the form that a real worker gives them, for every host", async () => {
  const theirs = await workerTokenForms(process.env.PULUMI_SYNTASK_PYTHON!, cases);
  const compare = cases.map(({ host, given }, index) => ({ host, given, form: theirs[index] }));
  expect(cases.map(({ host, given }) => ({ host, given, form: ours(host, given) }))).toEqual(compare);
  expect(theirs).toContain(null);
});
