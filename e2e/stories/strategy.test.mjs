// The line above the tickets: map, goals, gaps, North Star.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

import { content, withDemo } from "../support/story.mjs";

const story = withDemo();
const text = async (page) => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");

test("the map names every goal with its money, and what hangs on nothing", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/map");
  const says = await text(page);
  for (const name of ["Loads on time a week", "Open DACH and Iberia", "We need to make the system multilingual and localizable within 60 days.", "German and Spanish booking flow", "Split the rate engine"]) {
    assert.ok(says.includes(name), `the map names ${name}`);
  }
  assert.match(says, /one goal has nobody/);
  assert.match(says, /Win enterprise accounts 70% of: Pass the security review Nobody is working on this. €420k waits for it. No problem restates it yet/);
  await content(page);
});

test("a ticket in focus draws its line", async () => {
  const page = await story.member();
  await page.at("/map?focus=NF-212");
  assert.match(await text(page), /NF-212/);
  await content(page);
});

test("the map of one quarter has its goals only, and keeps the line in focus", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/map?focus=NF-212");
  await page.getByRole("navigation", { name: "Quarter" }).getByRole("link", { name: "2026-Q4" }).click();
  assert.match(page.url(), /focus=NF-212&quarter=2026-Q4/);
  assert.match(await text(page), /hang on the goals of 2026-Q4/);
  await page.getByRole("link", { name: "NF-212", exact: true }).first().click();
  assert.match(page.url(), /#here$/);
  assert.match(await page.locator("#here").innerText(), /NF-212/);
  assert.equal((await page.request.get(new URL("/map?quarter=soon", page.url()).href)).status(), 422);
  await page.at("/map?focus=nobody");
  assert.match(await text(page), /Nothing on this map is called nobody/);
  await content(page);
});

test("both of the essay's translations are there, word for word", async () => {
  const { items = [] } = await story.api("/problems").then((answer) => (Array.isArray(answer) ? { items: answer } : answer));
  const pairs = items.map(({ goal, title }) => [goal, title]);
  assert.deepEqual(
    pairs.filter(([goal]) => /Q4 sales|board/.test(goal)).slice(0, 1),
    [["We need to increase Q4 sales", "We need 3 features that reduce churn in these customer segments."]],
  );
  assert.ok(pairs.some(([goal, title]) => goal === "The board wants to push international expansion" && title === "We need to make the system multilingual and localizable within 60 days."));
});

test("the gaps are those of the story", async () => {
  const page = await story.member();
  await page.at("/gaps");
  const says = await text(page);
  for (const gap of ["NF-187", "NF-209", "NF-224", "Win enterprise accounts", "A friendlier first week", "NF-176"]) {
    assert.ok(says.includes(gap), `the gaps name ${gap}`);
  }
  await content(page);
});

test("an objective, a key result and a problem are made, linked and seen", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/objectives/new");
  await page.locator("[name=title]").fill("Drivers like our app");
  await page.locator("[name=why]").fill("Drivers choose the loads.");
  await page.getByRole("button", { name: /^Create/ }).click();
  assert.match(await text(page), /Drivers like our app/);

  await page.at("/key-results/new");
  await page.locator("[name=title]").fill("Rating from 3.1 to 4.2");
  await page.locator("[name=objective_id]").selectOption({ label: await page.locator("[name=objective_id] option", { hasText: "Drivers like our app" }).innerText() });
  await page.getByRole("button", { name: /^Create/ }).click();

  await page.at("/problems/new");
  await page.locator("[name=title]").fill("The app forgets where I was");
  await page.locator("[name=goal]").fill("Drivers should like our app");
  await page.locator("[name=key_result_id]").selectOption({ label: await page.locator("[name=key_result_id] option", { hasText: "Rating from 3.1" }).innerText() });
  await page.getByRole("button", { name: /^Create/ }).click();

  await page.at("/goals");
  const says = await text(page);
  for (const name of ["Drivers like our app", "Rating from 3.1 to 4.2", "The app forgets where I was"]) assert.ok(says.includes(name), name);
  await content(page);
});

test("a key result shows how far it is, and one that nobody measures says so", async () => {
  const all = await story.api("/key-results");
  const result = (Array.isArray(all) ? all : all.items).find(({ key }) => key === "KR3");
  const { items: [newest] } = await story.api(`/metrics/${result.metric_id}/observations`);
  const score = Math.min(1, Math.max(0, (newest.value - result.start) / (result.target - result.start))).toFixed(2);
  const page = await story.member({ scripts: false });
  await page.at("/goals");
  const says = await text(page);
  assert.ok(says.includes(`score ${score}`), `the goals page shows ${score}`);
  assert.match(says, /All 214 carriers send positions by the new feed .*?No score: it is read on no metric, and no check-in says a number\./);
  await page.at("/key-results/KR3");
  const alone = await text(page);
  assert.match(alone, new RegExp(`Score ${score}, (green|yellow|red)\\. It was at ${newest.value} on .* from 3 to 40 \\(shippers\\)\\.`));
  assert.match(alone, /(Behind by \d\.\d\d|Not behind): /);
  await content(page);
});

test("a form that cannot be taken says so beside the field and keeps the rest", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/segments/new");
  await page.locator("[name=name]").fill("mid-market");
  await page.locator("[name=source]").fill("counted by hand");
  await page.getByRole("button", { name: /^Create/ }).click();
  assert.equal(await page.locator("[name=source]").inputValue(), "counted by hand");
  assert.match(await text(page), /mid-market|taken|already/i);
  await page.context().close();
});

test("a value is recorded for a metric and shows in the header", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/north-star");
  assert.match(await text(page), /41,802/);
  const metric = (await story.api("/north-star")).metric;
  await page.at(`/metrics/${metric.id}`);
  await page.locator("[name=value]").fill("42,117");
  await page.locator("[name=on]").fill(new Date().toISOString().slice(0, 10));
  await page.locator("[name=source]").fill("tracking database");
  await page.getByRole("button", { name: "Enter the value" }).click();
  await page.at("/");
  assert.match(await page.locator("header.top").innerText(), /42,117/);
  await content(page);
});

test("the strategy is taken along as a file, changed, looked at and applied", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/goals");
  await page.getByRole("link", { name: "Keep it as files" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export as TOML" }).click()]);
  const file = path.join(story.server.folder, "strategy.toml");
  await download.saveAs(file);
  const before = await readFile(file, "utf8");
  assert.match(before, /\[problem\.P1\]\ntitle = "/);
  await writeFile(file, `${before}\n[problem.P90]\ntitle = "Drivers see the gate before they arrive"\nkey_result = "KR1"\n`);
  await page.locator("[name=file]").setInputFiles(file);
  await page.getByRole("button", { name: "See what would change" }).click();
  assert.match(await page.locator("h1").innerText(), /This would create one thing/);
  await page.getByRole("button", { name: "Apply 1 change" }).click();
  assert.match(await page.locator("main").innerText(), /1 change applied/);
  await page.at("/problems/P90");
  assert.match(await text(page), /Drivers see the gate before they arrive/);
  await content(page);
});
