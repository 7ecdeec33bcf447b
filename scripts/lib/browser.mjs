import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { findCommand } from "./commands.mjs";
import { Problem } from "./problem.mjs";

const variable = "PULUMI_SYNTASK_BROWSER";
const commands = ["chromium", "chromium-browser", "google-chrome"];
const stillMilliseconds = 1000;
const mostLooks = 30;

/** What the pages of Prefect's server keep in a browser: light colours, and that its dialog for newcomers was closed. */
const kept = { "color-scheme": '"light"', "join-the-community-modal-dismissed": "true" };

/**
 * The path of a Chromium.
 *
 * @returns {Promise<string>}
 */
export async function findBrowser() {
  const wanted = process.env[variable];
  if (wanted) return wanted;
  for (const command of commands) {
    const found = await findCommand(command);
    if (found) return found;
  }
  throw new Problem(
    `Chromium is missing. Install it: \`sudo apt install chromium\` (Debian), or write the path of a Chrome into ${variable}.`,
  );
}

/**
 * Does something with a page of a browser that looks the same on each machine.
 *
 * @template T
 * @param {string} executablePath
 * @param {(page: import("playwright-core").Page) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBrowser(executablePath, work) {
  const { chromium } = await import("playwright-core"); // A fresh clone has it only once its packages are installed.
  const browser = await chromium.launch({ executablePath });
  try {
    const context = await browser.newContext({
      viewport: { width: 1200, height: 770 },
      colorScheme: "light",
      locale: "en-US",
      timezoneId: "UTC",
      reducedMotion: "reduce",
    });
    await context.addInitScript((entries) => {
      for (const [key, value] of Object.entries(entries)) localStorage.setItem(key, value);
    }, kept);
    return await work(await context.newPage());
  } finally {
    await browser.close();
  }
}

/**
 * Takes a picture of what is seen of a page, as soon as nothing moves any more.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} file
 */
export async function takePicture(page, file) {
  await page.mouse.move(0, 0); // Marks nothing there.
  let last = await page.screenshot({ animations: "disabled" });
  for (let looks = 0; looks < mostLooks; looks++) {
    await sleep(stillMilliseconds);
    const next = await page.screenshot({ animations: "disabled" });
    if (next.equals(last)) return writeFile(file, next);
    last = next;
  }
  throw new Problem(`${page.url()} does not come to rest, so that there is no ${file}.`);
}
