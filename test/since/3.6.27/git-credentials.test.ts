import { join } from "node:path";
import { gitUserInfo } from "../../../sdk/src/storage/git-user-info";
import { run } from "../../support/stack";

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

const script = `
import json, sys
from prefect.runner.storage import _format_token_from_credentials
def form(case):
    try:
        return _format_token_from_credentials(case["host"], case["given"])
    except ValueError:
        return None
print(json.dumps([form(case) for case in json.loads(sys.argv[1])]))
`;

function ours(host: string, { access_token: accessToken, ...rest }: Record<string, string>): string | null {
  try {
    return gitUserInfo(host, { ...rest, accessToken }, [3, 6, 27]);
  } catch {
    return null;
  }
}

test("credentials take the form that a real worker gives them, which encodes them itself", async () => {
  const python = join(process.env.SYNTASK_TEST_NEWEST_PYTHON!, "python");
  const { code, output } = await run(python, ["-c", script, JSON.stringify(cases)]);
  expect([code, output.slice(0, 1)]).toEqual([0, "["]);
  const theirs: (string | null)[] = JSON.parse(output);
  const forms = (all: (string | null)[]) => cases.map(({ host, given }, index) => ({ host, given, form: all[index] }));
  expect(forms(cases.map(({ host, given }) => ours(host, given)))).toEqual(forms(theirs));
  expect(theirs).toContain("s3cr3t%2Ft%40ken");
});
