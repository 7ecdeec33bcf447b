import { gitUserInfo } from "../../../sdk/src/storage/git-user-info";
import { workerTokenForms } from "../../support/worker-token-forms";

const hosts = ["github.com", "gitlab.com", "bitbucket.org", "bitbucketserver.example", "forge.example"];
const credentials: Record<string, string>[] = [
  { token: "t" },
  { token: "s3cr3t/t@ken" },
  { token: "oauth2:t/1" },
  { token: "x-token-auth:t/1" },
  { token: "me:t/1" },
  { password: "p" },
  { username: "me@team", password: "p/1" },
  { username: "me", access_token: "a?1", password: "p" },
];
const cases = hosts.flatMap((host) => credentials.map((given) => ({ host, given })));

function ours(host: string, { access_token: accessToken, ...rest }: Record<string, string>): string | null {
  try {
    return gitUserInfo(host, { ...rest, accessToken }, [3, 6, 27]);
  } catch {
    return null;
  }
}

test("credentials take the form that a real worker gives them, which encodes them itself", async () => {
  const theirs = await workerTokenForms(process.env.SYNTASK_TEST_NEWEST_PYTHON!, cases);
  const forms = (all: (string | null)[]) => cases.map(({ host, given }, index) => ({ host, given, form: all[index] }));
  expect(forms(cases.map(({ host, given }) => ours(host, given)))).toEqual(forms(theirs));
  expect(theirs).toContain("s3cr3t%2Ft%40ken");
});
