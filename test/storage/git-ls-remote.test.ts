import { checkRemote } from "../../sdk/src/storage/git-ls-remote";
import { GitServer } from "../support/git-server";

const before = process.env;
let git: GitServer;
beforeAll(async () => {
  git = await GitServer.start({ token: "right-token", files: { "hello.py": "" } });
});
afterAll(() => git.stop());
afterEach(() => {
  process.env = before;
});

test("settings for git in the caller's environment are kept beside the token's", async () => {
  process.env = {
    ...before,
    ...git.environment,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `url.${git.url("gitlab")}.insteadOf`,
    GIT_CONFIG_VALUE_0: git.url("gitlab", "moved.git"),
  };
  await checkRemote({ repository: git.url("gitlab", "moved.git"), branch: "main" }, "oauth2:right-token");
});
