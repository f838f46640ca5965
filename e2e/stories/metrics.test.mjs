// Numbers: what the North Star is made of, whether values can be trusted, and where they go.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
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

/** Chooses a file with this content on the page and sends it. */
async function send(page, name, text) {
  const file = path.join(story.server.folder, name);
  await writeFile(file, text);
  await page.locator("[name=file]").setInputFiles(file);
  await page.getByRole("button", { name: "See what will happen" }).click();
}

test("values come from a file, seen first, with what is wrong with them", async () => {
  const page = await story.member({ scripts: false });
  const churn = (await story.api("/metrics")).find(({ name }) => name === "Shippers in DACH and Iberia");
  await page.at(`/metrics/${churn.id}`);
  await page.getByRole("link", { name: "Read values from a file" }).click();
  const months = Array.from({ length: 24 }, (_, at) => `${2024 + Math.floor(at / 12)}${String((at % 12) + 1).padStart(2, "0")}`);
  const rows = months.map((month, at) => `${month},${at === 12 ? 9 : 40 + at + (at % 3)}`);
  await send(page, "dach.csv", ["month,shippers", ...rows, "202601,many"].join("\n"));
  const says = await text(page);
  assert.match(says, /24 values would come in or change/);
  assert.match(says, /row 26 "many" is not a number/);
  assert.match(says, /It fell by 8\d% in one step/);
  await page.getByRole("button", { name: "Take 24 values" }).click();
  assert.match(await text(page), /Values to look at/);
  assert.match(await text(page), /dach.csv/);
  await content(page);
});

test("a list of customers becomes segments, by the columns one chooses", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/settings/segments");
  await page.getByRole("link", { name: "Add up a list of customers" }).click();
  await send(page, "customers.csv", "id,region,plan,mrr,churn\n1,north,a,100,no\n2,north,b,300,yes\n3,south,a,50,no\n");
  assert.match(await text(page), /2 segments would come in or change/);
  await page.locator("[name=group]").selectOption("region");
  await page.locator("[name=named]").fill("{} depots");
  await page.getByRole("button", { name: "Read it like this" }).click();
  assert.match(await text(page), /north depots new 2 €4.8k 75% 50%/);
  await page.getByRole("button", { name: "Take 2 segments" }).click();
  assert.match(await text(page), /north depots €4.8k a year, 2 customers, 75% leaves a year · customers\.csv/);
  await content(page);
});
