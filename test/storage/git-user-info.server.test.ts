import { join } from "node:path";
import { gitUserInfo } from "../../sdk/src/storage/git-user-info";
import { run } from "../support/stack";

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
    return gitUserInfo(host, { ...rest, accessToken });
  } catch {
    return null;
  }
}

test("credentials take the form that a real worker gives them, for every host", async () => {
  const { code, output } = await run(join(process.env.PULUMI_SYNTASK_PYTHON!, "python"), [
    "-c",
    script,
    JSON.stringify(cases),
  ]);
  expect([code, output.slice(0, 1)]).toEqual([0, "["]);
  const theirs: (string | null)[] = JSON.parse(output);
  const compare = cases.map(({ host, given }, index) => ({ host, given, form: theirs[index] }));
  expect(cases.map(({ host, given }) => ({ host, given, form: ours(host, given) }))).toEqual(compare);
  expect(theirs).toContain(null);
});
