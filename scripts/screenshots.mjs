import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser, takePicture, withBrowser } from "./lib/browser.mjs";
import { withServer } from "./lib/connection.mjs";
import { installAndBuild } from "./lib/package.mjs";
import { Problem, runMain } from "./lib/problem.mjs";
import { say, step } from "./lib/progress.mjs";
import { findOrInstallPulumi } from "./lib/pulumi.mjs";
import { repository } from "./lib/repository.mjs";
import { configurationOf, openStack } from "./lib/stack.mjs";

const usage = "npm run screenshots   takes the pictures of `docs/images` of the server's pages, after the quickstart";

const images = join(repository, "docs/images");

await runMain(async () => {
  if (process.argv.length > 2) throw new Problem(usage);
  const browser = await findBrowser();
  await installAndBuild();
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-screenshots-"));
  try {
    await withServer(folder, (connection) => withStack(folder, connection, (page) => takeAll(browser, page)), {
      pages: join(folder, "pages"),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  say(`${images} has the pictures: look at them`);
});

/** Does something with the page of a run of the quickstart, whose stack is there that long. */
async function withStack(folder, { environment, dialect }, work) {
  const stack = await openStack({
    folder,
    name: "screenshots",
    pulumi: await findOrInstallPulumi(),
    environment: { ...environment, XDG_STATE_HOME: folder },
  });
  try {
    say("pulumi up");
    await stack.up(...(await configurationOf(folder, dialect)));
    const { flowRuns } = await stack.outputs();
    await work(flowRuns["hello-git"].page);
  } finally {
    await stack.remove();
  }
}

/** From page to page by the links that a person follows. */
async function takeAll(browser, flowRun) {
  await mkdir(images, { recursive: true });
  await step("Taking the pictures", () =>
    withBrowser(browser, async (page) => {
      const take = (name) => takePicture(page, join(images, `${name}.png`));
      const see = (text) => page.getByText(text).filter({ visible: true }).first().waitFor();
      const follow = (name) => page.getByRole("link", { name, exact: true }).first().click();
      await page.goto(flowRun);
      await see("exited cleanly");
      await take("flow-run");
      await follow("hello-git");
      await see("hello.py:hello");
      await take("deployment");
      await follow("quickstart");
      await page.waitForURL("**/work-pools/**");
      await page.reload(); // How long ago something was seen is counted from when the page was loaded.
      await page.getByText("Workers", { exact: true }).click();
      await see("Online");
      await take("work-pool");
    }),
  );
}
