// Getting in and out of the demo.

import assert from "node:assert/strict";
import { test } from "node:test";

import { visitor } from "../support/browser.mjs";
import { content, withDemo } from "../support/story.mjs";

const story = withDemo();

test("the demo's link signs in once", async () => {
  const page = await visitor(story.browser);
  const answer = await page.goto(story.server.link);
  assert.ok(answer.status() < 500);
  assert.equal(await page.locator("details.me").count(), 0, "a used link signs nobody in");
  await page.context().close();
});

test("a page that was asked for without a session comes after signing in", async () => {
  const page = await visitor(story.browser);
  await page.goto(`${story.url}/map`);
  assert.match(page.url(), /\/sign-in/);
  await content(page);
});

test("signing out ends the session on the server", async () => {
  const page = await story.member();
  await page.at("/");
  await page.locator("details.me summary").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  const again = await story.member();
  await again.at("/");
  assert.match(again.url(), /\/sign-in/, "the old cookie opens nothing");
  await again.context().close();
  await page.context().close();
});
