// This week: what matters, why, and what is asked of me.

import assert from "node:assert/strict";
import { test } from "node:test";

import { content, withDemo } from "../support/story.mjs";

const story = withDemo();

test("the week begins with a sentence, and every amount has its range", async () => {
  const page = await story.member();
  await page.at("/");
  const statement = await page.locator("h1").innerText();
  assert.ok(statement.length > 20 && /[.]$/.test(statement), statement);
  const main = await page.locator("main").innerText();
  assert.match(main, /NF-221/);
  assert.match(main, /NF-230/);
  assert.match(main, /€[\d.]+k?–€[\d.]+k?/);
  await content(page);
});

test("the page, the API and the order agree on what comes first", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/");
  const first = await page.locator(".matter").first().innerText();
  const week = await story.api("/this-week");
  const order = await story.api("/priorities?limit=1");
  assert.equal(week.matters[0].key, order.items[0].key);
  assert.ok(first.includes(week.matters[0].key));
  await content(page);
});

test("the story's prices come out of its sentences", async () => {
  const { items } = await story.api("/priorities?limit=200");
  const week = Object.fromEntries(items.filter((row) => row.cost_of_delay_per_week).map((row) => [row.key, row.cost_of_delay_per_week.mean / 100]));
  const told = { "NF-230": 17_500, "NF-221": 7_300, "NF-198": 3_600, "NF-235": 2_200, "NF-233": 2_400, "NF-217": 900, "NF-205": 800 };
  for (const [key, euro] of Object.entries(told)) {
    assert.ok(Math.abs(week[key] / euro - 1) < 0.05, `${key} costs ${week[key]} a week, the story says ${euro}`);
  }
});

test("what is asked of me leads to where I can do it", async () => {
  const page = await story.member();
  const { asked } = await story.api("/this-week");
  assert.ok(asked.length > 0);
  await page.at("/");
  await page.getByRole("link", { name: asked[0].title }).click();
  assert.equal(new URL(page.url()).pathname, asked[0].href.split("?")[0]);
  await content(page);
});
