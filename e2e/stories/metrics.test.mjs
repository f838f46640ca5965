// Numbers: what the North Star is made of, whether values can be trusted, and where they go.

import assert from "node:assert/strict";
import { test } from "node:test";

import { content, withDemo } from "../support/story.mjs";

const story = withDemo();
const text = async (page) => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");

test("the North Star says what it is made of, and what each goal would add", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/north-star");
  const says = await text(page);
  assert.match(says, /1,210 × 38.6 × 89.5% = 41,802/);
  for (const adds of ["Reaching the goal adds 5.2k loads a week", "Reaching the goal adds 2.6k loads a week", "Reaching the goal adds 1.6k loads a week"]) {
    assert.ok(says.includes(adds), adds);
  }
  assert.match(says, /As it runs, it comes to 45,5\d\d by .*, 90% sure between/);
  assert.match(says, /What closes the gap/);
  const row = (name) => page.locator("[aria-labelledby=h-goal] tbody tr", { hasText: name }).first().locator("td");
  assert.deepEqual((await row("Active shippers").allInnerTexts()).slice(0, 3), ["1,210", "1,360", "+5.2k"]);
  assert.match(says, /What moved it/);
  await content(page);
});

test("a metric says who answers for it, how often it is read, and keeps what was typed", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/metrics/new");
  await page.locator("[name=name]").fill("Support calls a week");
  await page.locator("[name=unit]").fill("calls");
  await page.locator("[name=direction]").selectOption("down");
  await page.locator("[name=source]").fill("the telephone system");
  await page.locator("[name=refresh]").selectOption("weekly");
  await page.locator("[name=owner_id]").selectOption({ label: "Hanna Vogt" });
  await page.locator("[name=strength]").selectOption("tested");
  await page.getByRole("button", { name: /^Create/ }).click();
  assert.match(await text(page), /Hanna Vogt answers for it. Read every week from the telephone system/);
  await page.getByRole("link", { name: "Change the metric" }).click();
  assert.equal(await page.locator("[name=refresh]").inputValue(), "weekly");
  assert.equal(await page.locator("[name=strength]").inputValue(), "tested");
  await content(page);
});
