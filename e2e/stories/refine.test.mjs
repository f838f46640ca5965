// A problem is refined into parts with the keyboard alone, a ticket hangs on one of them, and the line goes through both.

import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, sideways } from "../support/browser.mjs";
import { content, tabTo, withDemo } from "../support/story.mjs";
import { run } from "../support/throughline.mjs";

const story = withDemo();
const text = async (page) => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");
const key = (page) => new URL(page.url()).pathname.split("/").pop();
const enter = async (page) => {
  const before = page.url();
  await Promise.all([page.waitForURL((url) => url.href !== before), page.keyboard.press("Enter")]);
};

const PART = "Nobody is warned before a slot is lost";
const DEEPER = "The yard learns of a truck only at its gate";
const TICKET = "Warn the shipper two hours ahead";
let whole, part, ticket;

test("a problem is refined and a ticket hung on its part without a mouse, and the line is read through both", async () => {
  const problems = await story.api("/problems");
  [whole] = problems.filter(({ key_result_id }) => key_result_id !== null);
  const before = await story.api(`/goals/${whole.id}`);
  const page = await story.member();
  await page.at(`/problems/${whole.key}`);
  await tabTo(page, 'a[href^="/problems/new?parent_id="]');
  await enter(page);
  assert.equal(await page.locator("[name=parent_id]").inputValue(), whole.id, "the form knows of what it is part");
  assert.equal(await page.locator("[name=key_result_id]").inputValue(), "");
  await tabTo(page, "[name=title]");
  await page.keyboard.type(PART);
  await tabTo(page, "[name=expected_effect]");
  await page.keyboard.type("Reduces churn by 1% in a €1M segment");
  await enter(page);
  part = key(page);
  const chain = page.locator("main").getByRole("link", { name: whole.title });
  assert.equal(await chain.count(), 1, "the problem that it refines stands above it");

  await tabTo(page, 'a[href^="/tickets/new?problem_id="]');
  await enter(page);
  await tabTo(page, "[name=title]");
  await page.keyboard.type(TICKET);
  await tabTo(page, "[name=value_line]");
  await page.keyboard.type("€3k per week until it is live");
  await tabTo(page, "main form button[type=submit], main form button:not([type])");
  await enter(page);
  ticket = key(page);
  const seen = await text(page);
  for (const floor of [whole.title, PART]) assert.ok(seen.includes(floor), `the ticket's page names ${floor}`);

  const why = await run(["why", ticket, "--server", story.url], { env: { THROUGHLINE_TOKEN: story.server.token } });
  assert.equal(why.code, 0, why.stderr);
  const places = [`□ ${whole.key} `, `□ ${part} `, `● ${ticket} `].map((floor) => why.stdout.indexOf(floor));
  assert.ok(places.every((at, place) => at >= 0 && (place === 0 || places[place - 1] < at)), why.stdout);

  const after = await story.api(`/goals/${whole.id}`);
  const money = ({ node }) => node.cost_of_delay_per_week?.mean ?? 0;
  assert.ok(Math.abs(money(after) - money(before) - 300_000) < 1, "the whole has the money of its part, once");
  assert.equal(after.tickets_total, before.tickets_total + 1);
  await page.at(`/problems/${whole.key}`);
  assert.match(await text(page), new RegExp(`It is refined into ${PART}`));
  await page.at("/goals");
  assert.equal(await page.locator("li", { hasText: whole.title }).last().locator("li", { hasText: PART }).count(), 1, "it stands in the whole");
  await content(page);
});

test("a problem that would serve two ways, or be part of itself, says so and keeps what was typed", async () => {
  const page = await story.member({ scripts: false });
  const { id } = (await story.api("/problems")).find((problem) => problem.key === part);
  await page.at(`/problems/${id}/edit`);
  await page.locator("[name=key_result_id]").selectOption({ value: whole.key_result_id });
  await page.locator("[name=hypothesis]").fill("A truck that is told turns back");
  await page.getByRole("button", { name: "Save the change" }).click();
  assert.match(await text(page), /A problem that is part of another serves what that one serves; take out either that problem or the key results\./);
  assert.deepEqual(
    [await page.locator("[name=parent_id]").inputValue(), await page.locator("[name=key_result_id]").inputValue(), await page.locator("[name=hypothesis]").inputValue()],
    [whole.id, whole.key_result_id, "A truck that is told turns back"],
  );
  await page.at(`/problems/${whole.id}/edit`);
  const offered = await page.locator("[name=parent_id] option").evaluateAll((options) => options.map((option) => option.value));
  assert.deepEqual([whole.id, id].filter((one) => offered.includes(one)), [], "neither itself nor what is part of it is offered");
  const create = (title) => story.api("/problems", { method: "POST", body: JSON.stringify({ title }) });
  const [gate, yard] = [await create("The gate opens by itself"), await create("The yard is known by the minute")];
  await page.at(`/problems/${gate.id}/edit`);
  await page.locator("[name=parent_id]").selectOption({ value: yard.id });
  const other = { title: yard.title, parent_id: gate.id };
  await story.api(`/problems/${yard.id}`, { method: "PUT", headers: { "if-match": `"v${yard.version}"` }, body: JSON.stringify(other) });
  await page.getByRole("button", { name: "Save the change" }).click();
  assert.match(await text(page), /This would close a circle\. Choose a problem that is not part of this one\./);
  await page.context().close();
});

test("the map draws parts under the problem that they refine, and nothing stands on another", async () => {
  const { id } = (await story.api("/problems")).find((problem) => problem.key === part);
  const deeper = await story.api("/problems", { method: "POST", body: JSON.stringify({ title: DEEPER, parent_id: id }) });
  const page = await story.member();
  await page.at(`/map?focus=${ticket}`);
  const line = (await page.locator(".map .on > a, .map .here > a").allInnerTexts()).map((words) => words.replaceAll(/\s+/g, " "));
  assert.deepEqual(line.slice(-3), [whole.title, PART, `${ticket} ${TICKET}`]);
  const box = async (title) => page.locator(".map .node", { hasText: title }).first().boundingBox();
  const [above, below, lowest] = [await box(whole.title), await box(PART), await box(DEEPER)];
  assert.deepEqual([below.x - above.x, lowest.x - below.x], [18, 18], "each a step further in");
  assert.ok(above.y < below.y && below.y < lowest.y, "each below the other");
  const overlapping = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll(".map .node > a, .map .map-note, .map .map-more > a")].map((one) => [one.textContent.trim(), one.getBoundingClientRect()]);
    const cross = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    return boxes.flatMap(([one, box], at) => boxes.slice(at + 1).filter(([, other]) => cross(box, other)).map(([other]) => `${one} × ${other}`));
  });
  assert.deepEqual(overlapping, []);
  const list = page.locator(".map li", { has: page.locator(`:scope > .node a[title="${whole.title}"]`) }).last();
  assert.equal(await list.locator(`ul > li > ul > li > .node a[title="${DEEPER}"]`).count(), 1, "in the list a part is in its whole");
  assert.equal(await list.locator(".elbow").count(), 2, "a line leads from the whole to its part and on to the next");
  const rows = (await list.locator(":scope > ul > li > .node > a, :scope > ul > li > .map-more > a").allInnerTexts()).map((words) => words.replaceAll(/\s+/g, " "));
  assert.equal(rows.at(-1), PART, "its tickets come first, with how many there are more, and then its parts");
  assert.deepEqual(await axe(page), []);
  await content(page);

  const phone = await story.member({ width: 320, theme: "dark", measure: true });
  for (const where of [`/map?focus=${ticket}`, `/problems/${whole.key}`, `/problems/${part}`, `/problems/new?parent_id=${deeper.id}`, "/goals"]) {
    await phone.at(where);
    assert.deepEqual([where, await axe(phone), await sideways(phone)], [where, [], null]);
  }
  await content(phone);
});
