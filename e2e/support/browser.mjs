// A browser and its visitors. Each visitor notes what a person would not see: script errors, refused resources, failures.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const openBrowser = () =>
  chromium.launch({ executablePath: process.env.THROUGHLINE_CHROMIUM ?? "/usr/bin/chromium", args: QUIET });

/**
 * A click answers at the first byte of the page that it leads to, and whoever waits for an element has it before the page
 * ends; a story that reads at once would read half a page. Here both answer when all of the page is there.
 */
function pagesComeWhole(page) {
  const locators = Object.getPrototypeOf(page.locator("body"));
  if (Object.hasOwn(locators, "atOnce")) return;
  locators.atOnce = { click: locators.click, waitFor: locators.waitFor };
  for (const [name, act] of Object.entries(locators.atOnce)) {
    locators[name] = async function whole(options) {
      await act.call(this, options);
      await this.page().waitForLoadState();
    };
  }
}

/**
 * A person with a browser window. `page.troubles` lists console errors (the content security policy complains there),
 * uncaught errors and answers of 500 and above; `page.waiting` the addresses that did not answer yet.
 */
export async function visitor(browser, { width = 1440, height = 900, theme = "light", scripts = true, measure = false, state } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    javaScriptEnabled: scripts,
    reducedMotion: "reduce",
    bypassCSP: measure,
    storageState: state,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  pagesComeWhole(page);
  page.troubles = [];
  page.waiting = new Set();
  page.on("request", (request) => page.waiting.add(request.url()));
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => page.waiting.delete(request.url()));
  page.on("console", (message) => message.type() === "error" && page.troubles.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => page.troubles.push(`script: ${error.message}`));
  page.on("response", (answer) => answer.status() >= 500 && page.troubles.push(`${answer.status()} ${answer.url()}`));
  return page;
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds, one line for each rule and kind of element. The visitor must be one that measures. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }), RULES);
  const lines = violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ").replaceAll(/NF-\d+|[0-9a-f-]{36}|nth-child\(\d+\)/g, "*")}: ${node.failureSummary.split("\n").slice(1).join(" ").trim()}`));
  return [...new Map(lines.map((line) => [line.split(":").slice(0, 2).join(), line])).values()];
}

/** How many pixels the page can be scrolled sideways, and the elements that stick out. */
export const sideways = (page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return null;
    const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
    return { by: scrollWidth - clientWidth, because: wide.slice(0, 5).map((one) => `${one.tagName.toLowerCase()}.${one.className}`) };
  });
