// Shared OKRs through a cycle: planned, opened, closed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, sideways } from "../support/browser.mjs";
import { content, withDemo } from "../support/story.mjs";

const story = withDemo();
const text = async (page) => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");

/** The newest cycle of this name, over the API. */
const cycleNamed = async (name) => (await story.api("/cycles")).find((cycle) => cycle.name === name);

test("a cycle is planned by its name alone, gets an objective, and is opened", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/goals");
  await page.getByRole("link", { name: "Cycles", exact: true }).click();
  await page.getByRole("link", { name: "Plan a cycle" }).click();
  await page.locator("[name=name]").fill("Winter");
  await page.getByRole("button", { name: "Create the cycle" }).click();
  assert.match(await text(page), /Give its first and its last day, or call it as a quarter, such as 2026-Q4\./);
  await page.locator("[name=name]").fill("2031-Q1");
  await page.getByRole("button", { name: "Create the cycle" }).click();
  assert.match(await page.locator("h1").innerText(), /^2031-Q1 is planned from 1 Jan 2031, and has no objective\.$/);

  await page.getByRole("link", { name: "Add an objective" }).click();
  await page.locator("[name=title]").fill("Carriers stay with us");
  await page.locator("[name=ends_on]").fill("2031-05-01");
  await page.getByRole("button", { name: /^Create/ }).click();
  assert.match(await text(page), /is dated 2031-05-01, but 2031-Q1 runs from 2031-01-01 to 2031-03-31/);
  await page.locator("[name=ends_on]").fill("");
  await page.getByRole("button", { name: /^Create/ }).click();
  const goal = page.locator("section.goal", { hasText: "Carriers stay with us" });
  assert.match((await goal.innerText()).replaceAll(/\s+/g, " "), /2031-Q1 · until 31 Mar 2031/);
  await goal.getByRole("link", { name: "2031-Q1" }).click();
  await page.getByRole("button", { name: "Open the cycle" }).click();
  assert.match(await page.locator("h1").innerText(), /^2031-Q1 is open until 31 Mar 2031: one objective, no key results\.$/);
  assert.ok((await cycleNamed("2031-Q1")).opened_at);
  // A refused form is an answer of 422, which the browser notes.
  await page.context().close();
});

test("a cycle's pages are sound on a phone in the dark", async () => {
  const page = await story.member({ width: 360, theme: "dark", measure: true });
  const { id } = await cycleNamed("2031-Q1");
  for (const where of ["/cycles", `/cycles/${id}`, `/cycles/${id}/edit`]) {
    await page.at(where);
    assert.deepEqual([where, await axe(page), await sideways(page)], [where, [], null]);
  }
  await content(page);
});

test("what a closed cycle says can no longer be changed", async () => {
  const page = await story.member();
  const { id } = await cycleNamed("2031-Q1");
  await page.at(`/cycles/${id}`);
  await page.getByRole("button", { name: "Close the cycle" }).click();
  assert.match(await page.locator("h1").innerText(), /^2031-Q1 is closed/);
  assert.equal(await page.getByRole("button", { name: "Open the cycle" }).count(), 0);
  await page.at("/goals");
  const goal = page.locator("section.goal", { hasText: "Carriers stay with us" });
  assert.equal(await goal.getByRole("link", { name: /^Change/ }).count(), 0);
  assert.match(await goal.innerText(), /2031-Q1, closed/);
  await content(page);
});
