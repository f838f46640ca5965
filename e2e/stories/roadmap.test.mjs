// The roadmap: a plan at once, a better one when it is found; two of its moves accepted with the keyboard alone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { content, tooLate, tabTo, withDemo } from "../support/story.mjs";

const story = withDemo();

/** The page once a search has ended. */
async function withMoves(page) {
  await page.at("/roadmap");
  await page.locator("#rm-best input[name=move]").first().waitFor({ timeout: 60_000 });
}

test("the page says what this order costs before a better one is known, and then which moves make it better", async () => {
  const page = await story.member();
  await page.at("/roadmap");
  assert.match(await page.locator("h1").innerText(), /^This order costs €/);
  await withMoves(page);
  assert.match(await page.locator("#rm-best").innerText(), /No order can cost less|proved/);
  await content(page);
});

test("two of three moves are priced and accepted with the keyboard alone, and what changed is told", async () => {
  const page = await story.member();
  await withMoves(page);
  await tabTo(page, "#max_changes");
  await page.keyboard.type("3");
  await tabTo(page, ".rm-cap button");
  await page.keyboard.press("Enter");
  await page.waitForURL(/max_changes=3/);
  assert.match(await page.locator("h1").innerText(), /Three moves make it €/);
  assert.equal(await page.locator("#rm-best input[name=move]").count(), 3);
  await tabTo(page, "#rm-best label:nth-of-type(3) input");
  await page.keyboard.press("Space");
  assert.equal(await page.locator("#rm-best input[name=move]:checked").count(), 2);
  await tabTo(page, "#rm-best [name=reason]");
  await page.keyboard.type("Platform is free earlier than Booking");
  await tabTo(page, "button[value=price]");
  await page.keyboard.press("Enter");
  await page.locator("#price").waitFor();
  assert.match(await page.locator("#price").innerText(), /saves €.*of 100 simulated futures/s);
  assert.equal(await page.locator("#rm-best input[name=move]").count(), 3, "as many changes are allowed as before");
  await tabTo(page, "button[value=accept]");
  assert.equal(await page.locator("#reason").inputValue(), "Platform is free earlier than Booking");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/roadmap\/published/);
  assert.match(await page.locator("main").innerText(), /Platform is free earlier than Booking/);
  await content(page);
});

test("who decides on a plan that is gone is told, and keeps the reason", async () => {
  const [one, other] = [await story.member(), await story.member()];
  await one.at("/roadmap");
  await other.at("/roadmap");
  for (const page of [one, other]) await page.locator("#reason").waitFor({ timeout: 60_000 });
  const keep = async (page, reason) => {
    await page.locator("#reason").fill(reason);
    await page.locator("button[value=keep]").click();
  };
  await keep(one, "So it was agreed");
  await one.waitForURL(/\/roadmap\/published/);
  await keep(other, "Too late");
  await other.locator("[role=alert]", { hasText: "changed while you looked at it" }).waitFor();
  assert.equal(await other.locator("#reason").inputValue(), "Too late");
  await content(one);
  await tooLate(other);
});
