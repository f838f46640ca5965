// What the stories share: one browser and one server per file, and people who are already signed in.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { openBrowser, visitor } from "./browser.mjs";
import { demo } from "./throughline.mjs";

/** A demo for this file's stories; `member()` opens a window of its owner. */
export function withDemo() {
  const story = {};
  before(async () => {
    story.server = await demo();
    story.browser = await openBrowser();
    story.url = story.server.url;
    const page = await visitor(story.browser);
    await page.goto(story.server.link);
    story.state = await page.context().storageState();
    await page.context().close();
  });
  after(async () => {
    await leftOpen(story.browser);
    await story.browser?.close();
    await story.server?.stop();
  });
  story.member = async (options = {}) => {
    const page = await visitor(story.browser, { state: story.state, ...options });
    page.at = (where) => page.goto(story.url + where);
    return page;
  };
  story.api = async (where, options = {}) => {
    const headers = { authorization: `Bearer ${story.server.token}`, "content-type": "application/json", ...options.headers };
    const answer = await fetch(`${story.url}/api/v1${where}`, { ...options, headers });
    assert.ok(answer.ok, `${where} answers ${answer.status}: ${answer.ok ? "" : await answer.text()}`);
    return answer.json();
  };
  return story;
}

/** A story that failed leaves its window open: says what stood there and what was still on its way. */
async function leftOpen(browser) {
  for (const page of browser?.contexts().flatMap((context) => context.pages()) ?? []) {
    const shown = await page.locator("body").innerText().catch((error) => error.message);
    console.error(`left open: ${page.url()}\non its way: ${[...page.waiting].join(" ")}\ntroubles: ${page.troubles.join(" ")}\n${shown.slice(0, 2000)}`);
  }
}

/** Closes a window after nothing was found to complain about. */
export async function content(page) {
  assert.deepEqual(page.troubles, []);
  await page.context().close();
}

/** Closes a window whose form was refused because somebody else was faster; nothing else was found. */
export async function tooLate(page) {
  assert.deepEqual(page.troubles, ["console: Failed to load resource: the server responded with a status of 412 (Precondition Failed)"]);
  await page.context().close();
}

/** Presses Tab until an element has the focus. */
export async function tabTo(page, selector) {
  for (let at = 0; at < 200; at += 1) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never reached ${selector}`);
}
