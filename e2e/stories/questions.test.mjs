// A translation is questioned in place: the question reaches who wrote it, and the thread stays on the problem.

import assert from "node:assert/strict";
import { test } from "node:test";

import { content, withDemo } from "../support/story.mjs";

const story = withDemo();
const QUESTION = "Why this segment, and not the one that left last quarter?";
const ANSWER = "Because it leaves first: half of the money that left in June was theirs.";

test("a member asks on the page of a problem, the author is asked this week, and the answer stays", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/problems/new");
  await page.locator("[name=title]").fill("We need to hear of a late truck before the shipper does.");
  await page.getByRole("button", { name: /^Create/ }).click();
  const name = new URL(page.url()).pathname.split("/").pop();
  await page.at(`/problems/${name}`);
  await page.getByText("Ask about it", { exact: true }).click();
  await page.locator("[name=text]").fill(QUESTION);
  await page.getByRole("button", { name: "Ask it" }).click();
  const asked = page.locator("#questions li");
  assert.match(await asked.innerText(), /Why this segment/);
  assert.match(await asked.innerText(), /waits for the leaders/, "nobody asks themselves");

  await page.at("/");
  await page.getByRole("link", { name: `Answer a question about ${name}` }).click();
  await page.locator("[name^=answer-]").fill(ANSWER);
  await page.getByRole("button", { name: "Keep the answer" }).click();
  const answered = await page.locator("#questions li").innerText();
  for (const words of [QUESTION, ANSWER]) assert.ok(answered.includes(words), words);
  await page.at("/");
  assert.equal(await page.getByRole("link", { name: `Answer a question about ${name}` }).count(), 0);
  await content(page);
});
