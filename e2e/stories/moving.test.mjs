// Moving work on the roadmap: the price is shown while a ticket moves, and nothing changes until somebody keeps it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { axe } from "../support/browser.mjs";
import { content, tooLate, withDemo } from "../support/story.mjs";

const story = withDemo();

const row = (page, key) => page.locator(`.rm-row[data-key="${key}"]`);
const lane = (page, key) => page.evaluate((key) => [...document.querySelector(`.rm-row[data-key="${key}"]`).parentElement.querySelectorAll(".rm-row")].map((one) => one.dataset.key), key);
const focused = (page) => page.evaluate(() => document.activeElement?.closest(".rm-row")?.dataset.key);

test("Alt and an arrow show the price of a move, Esc puts the ticket back", async () => {
  const page = await story.member({ measure: true });
  await page.at("/roadmap");
  const before = await lane(page, "NF-198");
  await row(page, "NF-198").locator("a.rm-name").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.locator("#rm-move [data-tag]").waitFor();
  const above = before[before.indexOf("NF-198") - 1];
  assert.match(await page.locator("#rm-move").innerText(), new RegExp(`If NF-198 goes before ${above}.*This order (costs €|saves €).*${above} done`, "s"));
  assert.match(await row(page, "NF-198").locator(".rm-tag").textContent(), /^This move (costs|saves) €/);
  assert.notDeepEqual(await lane(page, "NF-198"), before);
  assert.equal(await focused(page), "NF-198", "the ticket keeps the focus");
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("Escape");
  assert.deepEqual(await lane(page, "NF-198"), before);
  assert.equal(await page.locator("#rm-move").innerText(), "");
  assert.equal(await focused(page), "NF-198");
  await content(page);
});

test("Enter leads from the ticket that moves to why, so that a keyboard alone keeps a move", async () => {
  const page = await story.member();
  await page.at("/roadmap");
  await row(page, "NF-198").locator("a.rm-name").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.locator("#rm-move [data-tag]").waitFor();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "reason");
  assert.match(page.url(), /\/roadmap$/, "the ticket is not opened while it moves");
  await page.keyboard.type("Not yet");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#rm-move [name=reason]").inputValue(), "Not yet", "Esc in a field loses nothing");
  await content(page);
});

test("a line that is dragged shows its price, and its button puts it back", async () => {
  const page = await story.member();
  await page.at("/roadmap");
  const before = await lane(page, "NF-198");
  const grip = await row(page, "NF-198").locator(".rm-grip").boundingBox();
  const y = grip.y + grip.height / 2;
  const two = await row(page, before[before.indexOf("NF-198") + 2]).locator(".rm-grip").boundingBox();
  await page.mouse.move(grip.x + 12, y);
  await page.mouse.down();
  for (let step = 1; step <= 6; step += 1) await page.mouse.move(grip.x + 12, y + ((two.y - grip.y) * step) / 6);
  await page.mouse.up();
  await page.locator("#rm-move [data-tag]").waitFor();
  assert.equal((await lane(page, "NF-198")).indexOf("NF-198"), before.indexOf("NF-198") + 2);
  await page.locator("#rm-move a[data-put-back]").click();
  assert.deepEqual(await lane(page, "NF-198"), before);
  assert.match(page.url(), /\/roadmap$/);
  await content(page);
});

test("a ticket does not go to a team that nobody named for it, and the way out is said", async () => {
  const page = await story.member();
  await page.at("/roadmap");
  await row(page, "NF-230").locator("a.rm-name").focus();
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await page.locator("#rm-move", { hasText: "name it as an alternative first" }).waitFor();
  assert.match(await row(page, "NF-230").locator(".rm-tag").textContent(), /Not priced/);
  assert.equal(await page.locator("#rm-move form").count(), 0, "what has no price is not kept");
  await content(page);
});

test("whoever prices a move on a plan that is gone is told, and so is whoever keeps one", async () => {
  const [one, other, late] = [await story.member(), await story.member(), await story.member()];
  for (const page of [one, other, late]) await page.at("/roadmap");
  const lift = async (page, key) => {
    await row(page, key).locator("a.rm-name").focus();
    await page.keyboard.press("Alt+ArrowUp");
    await page.locator("#rm-move [data-tag]").waitFor();
  };
  const keep = async (page, reason) => {
    await page.locator("#rm-move [name=reason]").focus();
    await page.keyboard.type(reason);
    await page.keyboard.press("Enter");
  };
  await lift(one, "NF-198");
  await lift(late, "NF-198");
  assert.equal(await one.locator("#rm-move [role=alert]").count(), 0, "nothing is said while the plan holds");
  await keep(one, "Two customers sign for it");
  await one.waitForURL(/\/roadmap\/published/);
  assert.match(await one.locator("main").innerText(), /Two customers sign for it/);
  await lift(other, "NF-198");
  assert.match(await other.locator("#rm-move [role=alert]").innerText(), /changed since you loaded it/);
  await keep(late, "I was too late");
  await late.locator("[role=alert]", { hasText: "Nothing was published" }).waitFor();
  assert.equal(await late.locator("[name=reason]").inputValue(), "I was too late");
  for (const page of [one, other]) await content(page);
  await tooLate(late);
});

test("without scripts an arrow leads to the price, and the form keeps the move", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/roadmap");
  await row(page, "NF-198").locator("a[data-move=down]").click();
  assert.match(await page.locator("h1").innerText(), /^This move (costs|saves) €/);
  await page.getByRole("button", { name: "Keep the move" }).click();
  await page.locator("[name=reason][aria-invalid=true]").waitFor();
  await page.locator("[name=reason]").fill("The carriers come first");
  await page.getByRole("button", { name: "Keep the move" }).click();
  assert.match(page.url(), /\/roadmap\/published/);
  assert.match(await page.locator("main").innerText(), /The carriers come first/);
  await page.context().close();
});
