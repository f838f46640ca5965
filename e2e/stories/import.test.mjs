// Tickets come in by a file: shown first, then taken, and taken only once.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

import { content, withDemo } from "../support/story.mjs";

const story = withDemo();
const text = async (page) => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");

const issue = (number, more = {}) => ({
  number,
  title: `Conveyor ${number}`,
  body: "It stops twice a day.\n\n**Business Value:** saves packing 6 h/week at 35 EUR/h\n\nEstimate: 3-5d",
  state: "open",
  labels: [{ name: "bug" }],
  html_url: `https://github.example/elm/yard/issues/${number}`,
  repository_url: "https://api.github.example/repos/elm/yard",
  created_at: "2026-08-01T08:00:00Z",
  updated_at: "2026-09-01T08:00:00Z",
  closed_at: null,
  ...more,
});
const ISSUES = [issue(1), issue(2, { body: "No line here.\n\nblocked by #1" }), issue(3, { pull_request: { url: "https://api.github.example/repos/elm/yard/pulls/3" } })];

const CSV = `Ref,What to do,Worth,Days,Team
Y-1,Paint the lines again,saves drivers 4 h/week at €30/h,2-4,Tracking
Y-2,"New gate, wider",avoids 2 incidents a year at €5k each,10,Platform
,,avoids a fine,1,
`;

async function upload(page, name, content) {
  const file = path.join(story.server.folder, name);
  await writeFile(file, content);
  await page.at("/import");
  await page.locator("input[type=file]").first().setInputFiles(file);
  await page.locator("form:has(input[type=file])").getByRole("button", { name: "See what will happen" }).click();
  await page.waitForURL(/\/import\/preview\//);
}

const confirm = (page) => page.getByRole("button", { name: /^Import \d/ }).click();

for (const scripts of [true, false]) {
  test(`a GitHub file is previewed, imported once, and a second time changes nothing, ${scripts ? "with" : "without"} scripts`, async () => {
    const page = await story.member({ scripts });
    const before = (await story.api("/tickets?limit=1")).total;
    const issues = ISSUES.map((one) => ({ ...one, repository_url: one.repository_url.replace("yard", `yard-${scripts}`), html_url: one.html_url.replace("yard", `yard-${scripts}`) }));
    await upload(page, `yard-${scripts}.json`, JSON.stringify(issues));
    const says = await text(page);
    assert.match(says, /New 2/);
    assert.match(says, /Skipped, with reasons 1/);
    assert.match(says, /#3.*pull request/i);
    assert.equal((await story.api("/tickets?limit=1")).total, before, "a preview writes nothing");
    await confirm(page);
    await page.waitForURL(/\/import\/runs\//);
    assert.match(await text(page), /New 2/);
    assert.equal((await story.api("/tickets?limit=1")).total, before + 2);
    await upload(page, `yard-${scripts}.json`, JSON.stringify(issues));
    assert.match(await text(page), /Unchanged 2/);
    await content(page);
  });
}

test("a CSV file's columns are guessed, shown, changed and remembered", async () => {
  const page = await story.member({ scripts: false });
  await upload(page, "yard.csv", CSV);
  const column = (name) => page.getByRole("row", { name: new RegExp(`^${name}`) }).locator("select");
  assert.notEqual(await column("Team").inputValue(), "", "the team's column was guessed");
  await column("Ref").selectOption({ label: "key" });
  await column("What to do").selectOption({ label: "title" });
  await column("Worth").selectOption({ label: "Business Value line" });
  await page.getByRole("button", { name: "Read it like this" }).click();
  const says = await text(page);
  assert.match(says, /Paint the lines again/);
  assert.match(says, /row 4/i, "a row without a title is not dropped silently");
  assert.match(says, /Skipped, with reasons 1/);
  await confirm(page);
  await page.waitForURL(/\/import\/runs\//);
  await upload(page, "yard.csv", CSV);
  assert.match(await text(page), /Unchanged 2/, "the mapping was remembered");
  await content(page);
});

test("a file that is not what it says is refused in words, and nothing is imported", async () => {
  const page = await story.member({ scripts: false });
  const before = (await story.api("/tickets?limit=1")).total;
  const file = path.join(story.server.folder, "broken.json");
  await writeFile(file, '[{"number": 1, "title": ');
  await page.at("/import");
  await page.locator("input[type=file]").first().setInputFiles(file);
  await page.locator("form:has(input[type=file])").getByRole("button", { name: "See what will happen" }).click();
  assert.match(await text(page), /nothing was (imported|changed)/i);
  assert.equal((await story.api("/tickets?limit=1")).total, before);
  await page.context().close();
});
