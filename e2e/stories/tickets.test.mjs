// One ticket: its chain, its money, its reading, its line.

import assert from "node:assert/strict";
import { test } from "node:test";

import { content, withDemo } from "../support/story.mjs";

const story = withDemo();

test("a ticket shows its way up to the North Star, and every step is one click", async () => {
  const page = await story.member();
  await page.at("/tickets/NF-212");
  const chain = await page.locator(".chain").innerText();
  for (const step of ["Loads on time a week", "Keep the customers we win", "Mid-market churn", "We need 3 features that reduce churn in these customer segments."]) {
    assert.ok(chain.includes(step), `the chain names ${step}`);
  }
  await page.locator(".chain").getByRole("link", { name: /We need 3 features/ }).click();
  assert.match(await page.locator("main").innerText(), /We need to increase Q4 sales/);
  assert.match(await page.locator("main").innerText(), /NF-212/);
  await content(page);
});

test("the essay's line stands there word for word, with both readings and the confirmed one first", async () => {
  const page = await story.member();
  await page.at("/tickets/NF-212");
  const text = (await page.locator("main").innerText()).replaceAll("\n", " ").replaceAll(/\s+/g, " ");
  assert.ok(text.includes("This task reduces churn by 3% in a €1M segment."));
  assert.match(text, /€30k a year/);
  assert.match(text, /€3\.3k a year/);
  assert.match(text, /11% to 8%/);
  await content(page);
});

test("a reading that nobody confirmed is asked for, and confirming it changes the price", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/tickets/NF-207");
  const before = await story.api("/tickets/NF-207");
  await page.locator("[name=reading][value=points]").check();
  await page.getByRole("button", { name: "Confirm this reading" }).click();
  const after = await story.api("/tickets/NF-207");
  assert.equal(before.ticket.confirmed_reading, null);
  assert.equal(after.ticket.confirmed_reading, "points");
  assert.ok(after.row.value.mid > before.row.value.mid * 2, "points are worth more here");
  await content(page);
});

test("a line that cannot be read is kept and answered with a question; a new one is priced", async () => {
  const page = await story.member();
  await page.at("/tickets/NF-214");
  assert.match(await page.locator("main").innerText(), /Customers will love it\./);
  assert.match(await page.locator("main").innerText(), /what does this bring/);
  await page.at("/tickets/NF-214/edit");
  await page.locator("[name=value_line]").fill("Saves support 3 h/week at €40/h.");
  await page.getByRole("button", { name: "Save the ticket" }).click();
  await page.waitForURL(/\/tickets\/NF-214$/);
  const { ticket, row } = await story.api("/tickets/NF-214");
  assert.equal(ticket.value_line, "Saves support 3 h/week at €40/h.");
  assert.ok(row.value.mid > 0);
  assert.ok(ticket.set_here.includes("value_line"), "an import will not take it back");
  await content(page);
});

test("two people who change the same ticket do not overwrite each other, and nothing typed is lost", async () => {
  const [first, second] = [await story.member({ scripts: false }), await story.member({ scripts: false })];
  for (const page of [first, second]) await page.at("/tickets/NF-205/edit");
  await first.locator("[name=value_line]").fill("Lifts trial conversion from 8% to 10% on 300 trials a month, €750 each.");
  await first.getByRole("button", { name: "Save the ticket" }).click();
  await second.locator("[name=value_line]").fill("Something else that I typed.");
  await second.getByRole("button", { name: "Save the ticket" }).click();
  assert.equal(await second.locator("[name=value_line]").inputValue(), "Something else that I typed.");
  assert.match(await second.locator("main").innerText(), /changed this while you were typing/i);
  const { ticket } = await story.api("/tickets/NF-205");
  assert.match(ticket.value_line, /to 10%/);
  await first.context().close();
  await second.context().close();
});

test("a ticket without a goal says so and offers the way", async () => {
  const page = await story.member();
  await page.at("/tickets/NF-187");
  assert.match(await page.locator("main").innerText(), /No line to a goal yet/i);
  await content(page);
});

test("a ticket is written here, found, deleted and brought back", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/tickets/new");
  await page.locator("[name=title]").fill("Zebra crossing in the yard map");
  await page.locator("[name=value_line]").fill("Saves drivers 2 h/week at €30/h.");
  await page.getByRole("button", { name: "Create the ticket" }).click();
  const where = new URL(page.url()).pathname;
  assert.match(where, /^\/tickets\//);
  await page.at("/find?q=zebra");
  assert.match(await page.locator("main").innerText(), /Zebra crossing/);
  await page.at(where);
  await page.getByRole("button", { name: /^Delete/ }).click();
  const wayBack = page.url();
  await page.at("/find?q=zebra");
  assert.doesNotMatch(await page.locator("main").innerText(), /Zebra crossing/);
  await page.goto(wayBack);
  await page.getByRole("button", { name: /^Bring/ }).click();
  await page.at("/find?q=zebra");
  assert.match(await page.locator("main").innerText(), /Zebra crossing/);
  await content(page);
});

test("a name with signs of HTML stays a name", async () => {
  const page = await story.member();
  await page.at("/tickets/new");
  await page.locator("[name=title]").fill('<img src=x onerror="document.title=1"> & <b>bold</b>');
  await page.locator("[name=body]").fill("<script>document.title = 1</script>\n\n[click](javascript:alert(1)) **strong**");
  await page.getByRole("button", { name: "Create the ticket" }).click();
  assert.match(await page.locator("h1").innerText(), /<img src=x/);
  assert.notEqual(await page.title(), "1");
  assert.equal(await page.locator("main a[href^='javascript']").count(), 0);
  assert.equal(await page.locator("main strong", { hasText: "strong" }).count(), 1);
  await content(page);
});

test("what not doing a ticket costs is a step from its page, beside what it is compared with", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/tickets/NF-212");
  await page.locator(".not-doing").getByRole("link").click();
  assert.match(await page.locator("h1").innerText(), /^Not doing NF-212 for 13 weeks costs €/);
  await page.locator("[name=weeks]").fill("26");
  await page.getByRole("button", { name: "Compute it" }).click();
  const { cost } = await story.api("/priorities/not-doing?of=NF-212&weeks=26");
  assert.equal(await page.locator("#h-waiting ~ ul li").count(), Math.min(cost.waiting_total, 20));
  assert.ok(cost.undone[0].says.includes("26 weeks"), cost.undone[0].says);
  assert.ok((await page.locator("main").innerText()).includes(cost.undone[0].says), "the computation is shown");
  await page.locator("[name=weeks]").fill("a year");
  await page.getByRole("button", { name: "Compute it" }).click();
  assert.match(await page.locator("#weeks-error").innerText(), /1 to 104 weeks/);
  assert.equal(await page.locator("[name=weeks]").inputValue(), "a year", "what was typed is kept");
  await content(page);
});

test("what a ticket was thought to be worth stays, with who thought so", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/tickets/NF-205/edit");
  await page.locator("[name=value_line]").fill("Saves support 3 h/week at €40/h.");
  await page.getByRole("button", { name: "Save the ticket" }).click();
  await page.at("/tickets/NF-205");
  await page.getByRole("link", { name: "What we thought it was worth" }).click();
  const { values } = await story.api("/tickets/NF-205/history");
  assert.ok(values.length > 1 && values[0].past.value.mid !== values[1].past.value.mid, "it was worth something else before");
  const told = await page.locator("main").innerText();
  for (const { past } of values.slice(0, 2)) assert.ok(told.includes(past.line), past.line);
  await content(page);
});
