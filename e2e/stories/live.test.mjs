// A page that stays open says when it has changed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, visitor } from "../support/browser.mjs";
import { content, withDemo } from "../support/story.mjs";

const story = withDemo();

const prompt = (page) => page.locator(".fresher button");

async function createTicket(title) {
  const body = JSON.stringify({ title, value_line: "unblocks a €900k deal (90% likely)" });
  return story.api("/tickets", { method: "POST", body, headers: { "idempotency-key": crypto.randomUUID() } });
}

test("an open page says that it has changed, shows the new one when asked, and is quiet when it has not", async () => {
  const page = await visitor(story.browser, { state: story.state, measure: true });
  const quiet = await visitor(story.browser, { state: story.state });
  await page.goto(`${story.url}/priorities`);
  await quiet.goto(`${story.url}/north-star`);
  const listening = page.waitForResponse((answer) => answer.url().endsWith("/live"));
  await page.reload();
  await listening;
  await createTicket("Win the tender of the port");
  await prompt(page).waitFor();
  assert.match(await page.locator(".fresher").innerText(), /This page has changed/);
  assert.ok(!(await page.locator("main").innerText()).includes("tender of the port"), "nothing moves by itself");
  assert.deepEqual(await axe(page), []);
  await prompt(page).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Win the tender of the port").first().waitFor();
  assert.equal(await prompt(page).count(), 0);
  assert.equal(await prompt(quiet).count(), 0, "the North Star does not move because a ticket came");
  await content(quiet);
  await content(page);
});

test("what is typed on a page that has changed is not lost without a word", async () => {
  const page = await story.member();
  const listening = page.waitForResponse((answer) => answer.url().endsWith("/live"));
  await page.at("/tickets");
  await listening;
  await page.locator("main form input:visible").first().fill("half a thought");
  await createTicket("Another one");
  await prompt(page).waitFor();
  assert.match(await page.locator(".fresher").innerText(), /What you typed here is not sent yet/);
  assert.equal(await page.locator("main form input:visible").first().inputValue(), "half a thought");
  await content(page);
});
