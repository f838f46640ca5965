// The order: read it, ask why, move a row and see the price, put it back, keep it with a reason, take it back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { content, withDemo } from "../support/story.mjs";

const story = withDemo();

const keys = (page) => page.locator("#order .pr-row[data-key]").evaluateAll((rows) => rows.map((row) => row.dataset.key));
const MONEY = /€\s?[\d.,]+k?/;

test("the order on the page is the order of the API", async () => {
  const page = await story.member();
  await page.at("/priorities");
  const { items } = await story.api("/priorities?method=cd3&limit=200");
  const shown = await keys(page);
  const priced = items.filter((row) => row.rank !== null).map((row) => row.key);
  assert.ok(shown.length >= 10);
  assert.deepEqual(shown, priced.slice(0, shown.length));
  // NF-226 has no price of its own; it stands where it does because NF-230 waits for it.
  assert.deepEqual(shown.slice(0, 4), ["NF-221", "NF-226", "NF-230", "NF-198"], "the story's own order");
  await content(page);
});

test("the three ways to order are links, and say where they stand", async () => {
  const page = await story.member();
  await page.at("/priorities");
  for (const name of [/RICE/, /MoSCoW/, /CD3/]) {
    await page.locator(".seg").getByRole("link", { name }).click();
    assert.match(await page.locator(".seg [aria-current]").innerText(), name);
  }
  await content(page);
});

test("a key moves a row, the price stands on it before anything happens, and Esc puts it back", async () => {
  const page = await story.member();
  await page.at("/priorities");
  const before = await keys(page);
  await page.locator(`#order .pr-row[data-key="${before[3]}"] a.strong-link`).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.locator(".pr-tag", { hasText: MONEY }).waitFor();
  assert.deepEqual((await keys(page)).slice(2, 4), [before[3], before[2]]);
  assert.match(await page.locator("#why-panel").innerText(), MONEY);
  await page.keyboard.press("Escape");
  assert.deepEqual(await keys(page), before);
  assert.equal(await page.locator(".pr-tag").count(), 0);
  const { items } = await story.api("/pins");
  assert.equal((items ?? []).length, 0, "nothing was kept");
  await content(page);
});

test("a row that waits for the one above says so instead of a price, offers what can be done, and goes back", async () => {
  const page = await story.member();
  await page.at("/priorities");
  const before = await keys(page);
  await page.locator('#order .pr-row[data-key="NF-230"] a.strong-link').focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.locator(".pr-tag", { hasText: "NF-230 waits for NF-226, so NF-226 comes first" }).waitFor();
  const panel = page.locator("#why-panel");
  assert.doesNotMatch(await panel.innerText(), MONEY, "what cannot be done has no price");
  await panel.getByRole("link", { name: "Put it back" }).click();
  assert.deepEqual(await keys(page), before);
  await page.locator('#order .pr-row[data-key="NF-230"] a[data-move=up]').click();
  await panel.getByRole("link", { name: "Put NF-226 above NF-221 first" }).click();
  await page.waitForURL(/\/priorities\/NF-226\/move\?above=NF-221/);
  assert.match(await page.locator("main").innerText(), MONEY);
  await content(page);
});

test("a mouse drags a row, and it is priced as well", async () => {
  const page = await story.member();
  await page.at("/priorities");
  const before = await keys(page);
  const box = async (key) => page.locator(`#order .pr-row[data-key="${key}"]`).boundingBox();
  const [from, to] = [await box(before[5]), await box(before[3])];
  // Between the columns, where nothing can be clicked.
  const x = from.x + from.width * 0.75;
  await page.mouse.move(x, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(x, from.y + from.height / 2 - 10, { steps: 4 });
  await page.mouse.move(x, to.y + 4, { steps: 15 });
  await page.mouse.up();
  await page.locator(".pr-tag", { hasText: MONEY }).waitFor();
  assert.notDeepEqual(await keys(page), before);
  await page.reload();
  assert.deepEqual(await keys(page), before, "a move that was not kept is gone");
  await content(page);
});

test("a move is kept with its reason, shown to everybody, and taken back, without scripts", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/priorities");
  const before = await keys(page);
  await page.locator('#order .pr-row[data-key="NF-198"] a[data-move=up]').click();
  assert.match(page.url(), /\/priorities\/NF-198\/move/);
  assert.match(await page.locator("main").innerText(), MONEY);
  assert.deepEqual((await story.api("/pins")).items ?? [], [], "looking at the price changes nothing");

  const reason = "Two enterprises asked for seats before they sign.";
  await page.locator("summary", { hasText: "Keep the move" }).click();
  await page.locator("[name=reason]").fill(reason);
  await page.getByRole("button", { name: "Keep the move", exact: true }).click();

  await page.at("/priorities");
  const after = await keys(page);
  assert.equal(after.indexOf("NF-198") + 1, after.indexOf("NF-230"));
  assert.match(await page.locator("main").innerText(), new RegExp(reason));
  await page.getByRole("button", { name: /move of NF-198 back/ }).click();
  await page.at("/priorities");
  assert.deepEqual(await keys(page), before);
  await content(page);
});

test("why one ticket stands above another is answered with money, the same on the page and in the API", async () => {
  const page = await story.member({ scripts: false });
  const why = await story.api("/priorities/why?above=NF-230&below=NF-198");
  await page.at("/priorities?compare=NF-230,NF-198");
  const panel = await page.locator("#why-panel").innerText();
  assert.match(panel, MONEY);
  assert.match(panel, /NF-230/);
  assert.match(JSON.stringify(why), MONEY);
  await content(page);
});

test("what has no price is listed apart, with what is missing", async () => {
  const page = await story.member();
  await page.at("/priorities");
  const text = await page.locator("main").innerText();
  assert.match(text, /NF-187/);
  assert.match(text, /no price/i);
  assert.ok(!(await keys(page)).includes("NF-187"));
  await content(page);
});

test("keys walk through the rows and through the places", async () => {
  const page = await story.member();
  await page.at("/priorities");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement?.closest(".pr-row")?.dataset.key), (await keys(page))[1]);
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await page.waitForURL(/\/map$/);
  await page.keyboard.press("/");
  await page.locator("#find-dialog[open] input").fill("invoice");
  await page.locator("#find-hits a", { hasText: "NF-217" }).waitFor();
  await page.keyboard.press("Escape");
  await content(page);
});

test("what is typed before anything else got its turn is looked for", async () => {
  const page = await story.member();
  await page.addInitScript(() => {
    const later = globalThis.setTimeout;
    globalThis.setTimeout = (call, delay = 0, ...given) => later(call, delay === 0 ? 60_000 : delay, ...given);
  });
  await page.at("/map");
  await page.keyboard.press("/");
  await page.locator("#find-dialog[open] input").fill("invoice");
  await page.locator("#find-hits a", { hasText: "NF-217" }).waitFor();
  await content(page);
});
