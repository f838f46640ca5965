// The Business Value line: typed, read, shown.

import assert from "node:assert/strict";
import { test } from "node:test";

import { run } from "../support/throughline.mjs";
import { content, withDemo } from "../support/story.mjs";

const story = withDemo();
const LINE = "reduces churn by 3% in a €1M segment";
const text = async (page) => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");

test("a sentence is read by a button, without scripts", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/value");
  await page.locator("[name=text]").fill(LINE);
  await page.getByRole("button", { name: "Read it" }).click();
  const says = await text(page);
  assert.match(says, /€30k/);
  assert.match(says, /€3\.3k/);
  assert.equal(await page.locator("[name=text]").inputValue(), LINE);
  await content(page);
});

test("a sentence is read as it is typed", async () => {
  const page = await story.member();
  await page.at("/value");
  await page.locator("[name=text]").pressSequentially("saves support 10h/week at 40 EUR/h", { delay: 5 });
  await page.getByText(/€9\.2k/).first().waitFor();
  await content(page);
});

test("what cannot be read gets a question, never a number", async () => {
  const page = await story.member({ scripts: false });
  await page.at(`/value?text=${encodeURIComponent("customers will be happier")}`);
  const says = await text(page);
  assert.match(says, /customers will be happier/);
  assert.match(says, /what does this bring/i);
  await content(page);
});

test("the command line reads the same sentence the same way", async () => {
  const { code, stdout } = await run(["value", LINE, "--json"]);
  assert.equal(code, 0);
  const reading = JSON.parse(stdout);
  assert.equal(reading.kind, "churn");
  assert.equal(reading.pricings[0].amount.mid, 3_000_000, "in cents");
  const page = await story.api("/value", { method: "POST", body: JSON.stringify({ text: LINE }) });
  assert.equal(page.pricings.find(({ reading: how }) => how === "points").amount.mid, 3_000_000);
});

test("a text that is far too long is refused with its limit", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/value");
  await page.locator("[name=text]").evaluate((field) => field.removeAttribute("maxlength"));
  await page.locator("[name=text]").fill("x".repeat(2_001));
  await page.getByRole("button", { name: "Read it" }).click();
  assert.match(await text(page), /2,000/);
  await page.context().close();
});
