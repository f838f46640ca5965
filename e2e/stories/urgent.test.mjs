// Urgent work: asked for with its reasons, priced before anybody says yes, decided by a leader; and an emergency told
// while it runs.

import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, sideways, visitor } from "../support/browser.mjs";
import { content, tooLate, withDemo } from "../support/story.mjs";

const story = withDemo();
const text = async (page) => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");

const REQUEST = {
  asking_group: "Sales",
  title: "CSV export for Hansa's tender",
  why: "Hansa's tender closes in three weeks and asks for all loads of the last three years in one file.",
  if_it_waits: "Hansa signs with the other bidder and the deal is gone.",
  at_stake: "unblocks a €180k deal (10 to 15% likely)",
  how_known: "Tender document, page 12",
  test: "Hansa confirms that the export was part of the decision",
  days_low: "3",
  days_high: "5",
};

/** Types the request with the keyboard alone, from the first field on. */
async function typeRequest(page, day) {
  const values = { ...REQUEST, by_when: day };
  await page.locator("main [name=asking_group]").focus();
  for (let at = 0; at < 30; at += 1) {
    const name = await page.evaluate(() => document.activeElement?.getAttribute("name"));
    if (name === "do") return;
    if (name === "team_id") await page.keyboard.type("Booking");
    else if (name === "by_when") await page.locator("main [name=by_when]").fill(values.by_when);
    else if (name in values) await page.keyboard.type(values[name]);
    await page.keyboard.press("Tab");
    // A date has parts that Tab goes through.
    while (name === "by_when" && (await page.evaluate(() => document.activeElement?.getAttribute("name"))) === "by_when") await page.keyboard.press("Tab");
  }
  assert.fail("Tab never reached the buttons");
}

/** A person of the demo with this role, through an invitation. */
async function invited(role) {
  const owner = await story.member({ scripts: false });
  await owner.at("/settings/members");
  await owner.locator("[name=email]").fill(`${role}@nimbus.example`);
  await owner.locator("[name=role]").selectOption(role);
  await owner.getByRole("button", { name: "Make an invitation link" }).click();
  const link = new URL(await owner.locator("code.secret").innerText(), story.url).href;
  await owner.context().close();
  const guest = await visitor(story.browser, { measure: true });
  await guest.goto(link);
  await guest.locator("[name=name]").fill(`The ${role}`);
  await guest.locator("[name=password]").fill("a long walk by the canal");
  await guest.getByRole("button", { name: /^Join/ }).click();
  return guest;
}

test("a member asks with the keyboard, sees the price, and a leader decides; a viewer reads what was decided", async () => {
  const [member, leader, viewer] = [await invited("member"), await invited("leader"), await invited("viewer")];
  const day = new Date(Date.now() + 21 * 86_400_000).toISOString().slice(0, 10);
  await member.goto(`${story.url}/urgent/new`);
  await typeRequest(member, day);
  await member.keyboard.press("Enter");
  await member.locator(".detours").waitFor();
  assert.match(await text(member), /Now .*€.*In its turn.*Worth doing now only if waiting costs more than €/);
  assert.equal(await member.locator("[name=title]").inputValue(), REQUEST.title, "what was typed stays");
  await member.locator("button[value=ask]").focus();
  await member.keyboard.press("Enter");
  await member.waitForURL(/\/urgent\/U-\d+/);
  assert.match(await text(member), /A leader decides/);
  assert.equal(await member.locator("button[value=now]").count(), 0, "a member does not decide");

  await leader.goto(member.url());
  assert.deepEqual(await axe(leader), []);
  await leader.setViewportSize({ width: 320, height: 800 });
  assert.equal(await sideways(leader), null);
  await leader.locator("button[value=now]").focus();
  await leader.keyboard.press("Enter");
  await leader.locator("[name=reason][aria-invalid=true]").waitFor();
  await leader.locator("[name=reason]").focus();
  await leader.keyboard.type("The tender is worth more than the week");
  await leader.locator("button[value=now]").focus();
  await leader.keyboard.press("Enter");
  await leader.locator("button[value=now]").waitFor({ state: "detached" });
  assert.match(await text(leader), /The tender is worth more than the week/);

  await viewer.goto(member.url());
  assert.match(await text(viewer), /The tender is worth more than the week/);
  assert.equal(await viewer.locator("main form").count(), 0, "a viewer decides nothing");
  for (const page of [member, leader, viewer]) await page.context().close();
});

test("what cannot be read is said while it is typed, all the rest is kept, and half of an answer is asked for", async () => {
  const page = await story.member();
  await page.at("/urgent/new");
  await page.locator("main [name=title]").fill("A report by Friday");
  await page.locator("main [name=days_low]").fill("1,5");
  await page.locator("#ur-price", { hasText: "with a point before the decimals" }).waitFor();
  await page.at("/urgent");
  await page.getByRole("link", { name: "A report by Friday" }).click();
  assert.equal(await page.locator("main [name=title]").inputValue(), "A report by Friday");
  await page.locator("main [name=days_low]").fill("1.5");
  await page.locator("main [name=team_id]").selectOption({ label: "Tracking" });
  for (const [name, value] of [["asking_group", "Sales"], ["why", "They ask"], ["if_it_waits", "They go"], ["at_stake", "unblocks a $180k deal (10% likely)"]]) await page.locator(`main [name=${name}]`).fill(value);
  await page.locator("#ur-price", { hasText: "This amount is in USD" }).waitFor();
  assert.match(await page.locator("#ur-price").innerText(), /loses by waiting\s+not known/, "what is not known is not 0");
  await page.locator("details.more summary").click();
  await page.locator("main [name=people]").fill("1");
  await page.getByRole("button", { name: "Price it" }).click();
  await page.locator("[name=rate][aria-invalid=true]").waitFor();
  assert.equal(await page.locator("main [name=people]").inputValue(), "1");
  await page.locator("main [name=rate]").fill("75.5");
  await page.getByRole("button", { name: "Price it" }).click();
  await page.waitForURL(/\/urgent\/[0-9a-f-]{36}$/);
  assert.deepEqual(await page.locator("details.more input").evaluateAll((all) => all.map((one) => one.value)), ["1", "0.5", "75.5"]);
  await page.context().close();
});

test("of two who decide at once the second is told, and keeps the reason", async () => {
  const asking = await story.member();
  const day = new Date(Date.now() + 21 * 86_400_000).toISOString().slice(0, 10);
  await asking.at("/urgent/new");
  await typeRequest(asking, day);
  await asking.locator("button[value=ask]").click();
  await asking.waitForURL(/\/urgent\/U-\d+/);
  const other = await story.member();
  await other.at(new URL(asking.url()).pathname);
  await asking.locator("button[value=in_turn]").click();
  await asking.locator("button[value=in_turn]").waitFor({ state: "detached" });
  await other.locator("[name=reason]").fill("I was too late");
  await other.locator("button[value=no]").click();
  await other.locator("[role=alert]").first().waitFor();
  assert.match(await other.locator("main").innerHTML(), /I was too late/);
  await content(asking);
  await tooLate(other);
});

test("an emergency is told line by line, ended, and thanked for", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/emergencies/new");
  await page.locator("main [name=title]").fill("A carrier went dark");
  await page.getByRole("button", { name: "It has begun" }).click();
  assert.match(page.url(), /\/emergencies\/E-1/);
  await page.locator("[name=text]").fill("Told the shippers");
  await page.getByRole("button", { name: "Add it" }).click();
  await page.locator("[name=went_well]").fill("The alarm came before the first call");
  await page.getByRole("button", { name: "It is over" }).click();
  await page.locator("[name=text]").fill("Tracking, for twenty quick minutes");
  await page.getByRole("button", { name: "It is thanks" }).click();
  assert.match(await text(page), /Told the shippers.*The alarm came before the first call|The alarm came before the first call.*Told the shippers/);
  assert.match(await text(page), /Tracking, for twenty quick minutes/);
  await content(page);
});

test("an emergency takes over what an hour without its service costs", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/services/new");
  const figures = { revenue_per_hour_minor: 4000, affected: 60, not_recovered: 70, responders: 6, rate_per_hour_minor: 75 };
  await page.locator("main [name=name]").fill("Checkout");
  for (const [name, value] of Object.entries(figures)) await page.locator(`[name="figures.${name}"]`).fill(String(value));
  await page.locator("[name=source]").fill("Finance, October");
  await page.getByRole("button", { name: "Create the service" }).click();
  assert.match(await text(page), /Checkout €2\.1k an hour: €1\.7k of revenue, and 6 people for €450 · Finance, October/);
  await page.at("/emergencies/new");
  await page.locator("main [name=title]").fill("Nobody can pay");
  await page.locator("[name=service_id]").selectOption({ label: "Checkout" });
  await page.getByRole("button", { name: "It has begun" }).click();
  assert.match(await text(page), /The figures are from the template of Checkout\./);
  await page.getByRole("link", { name: "Say what it costs" }).click();
  assert.equal(await page.locator("[name=revenue_per_hour_minor]").inputValue(), "4000");
  await page.locator("[name=outage_hours]").fill("1.5");
  await page.locator("[name=responder_hours]").fill("5");
  await page.getByRole("button", { name: "Keep these figures" }).click();
  assert.match(await text(page), /Revenue that does not come back €2\.5k.*Together €4\.8k/);
  await content(page);
});
