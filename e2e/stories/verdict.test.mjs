// An urgent request from intake to verdict, by three roles and with the keyboard alone; a budget and the cost of an
// emergency; and a price on the screen while somebody types.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, visitor } from "../support/browser.mjs";
import { content, tabTo } from "../support/story.mjs";
import { demo, demoLater } from "../support/throughline.mjs";

const text = async (page) => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");
const inThreeWeeks = () => new Date(Date.now() + 21 * 86_400_000).toISOString().slice(0, 10);

let browser;
let server;
before(async () => {
  browser = await openBrowser();
  server = await demo();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A window of the owner. The link signs in once, so who it signed in is remembered for as long as the server runs. */
async function owner(options = {}) {
  if (server.signedIn === undefined) {
    const first = await visitor(browser);
    await first.goto(server.link);
    server.signedIn = await first.context().storageState();
    await first.context().close();
  }
  return visitor(browser, { state: server.signedIn, ...options });
}

/** Fills a form and sends it, without a mouse. */
async function types(page, fields) {
  for (const [name, words] of Object.entries(fields)) {
    await tabTo(page, `main [name=${name}]`);
    await page.keyboard.type(words);
  }
  await page.keyboard.press("Enter");
}

const PASSWORD = "a long walk by the canal";
const emailOf = (role) => `${role}.verdict@nimbus.example`;

/** A person of the demo with this role, through an invitation. */
async function invited(role) {
  const host = await owner();
  const email = emailOf(role);
  await host.goto(`${server.url}/settings/members`);
  await host.locator("[name=email]").fill(email);
  await host.locator("[name=role]").selectOption(role);
  await host.getByRole("button", { name: "Make an invitation link" }).click();
  const link = new URL(await host.locator("code.secret").innerText(), server.url).href;
  await host.context().close();
  const guest = await visitor(browser);
  await guest.goto(link);
  await types(guest, { name: `The ${role}`, password: PASSWORD });
  await guest.locator("header .me").waitFor();
  return guest;
}

/** The same people a while later: the server is another one on the same data, and they sign in again. */
async function later(days, roles) {
  const { folder } = server;
  await server.stop({ keep: true });
  server = await demoLater(folder, days);
  return Promise.all(roles.map(async (role) => {
    const page = await visitor(browser);
    await page.goto(`${server.url}/sign-in`);
    await types(page, { email: emailOf(role), password: PASSWORD });
    await page.locator("header .me").waitFor();
    return page;
  }));
}

test("a member asks, a leader decides, the plan moves, and after 30 days the member says whether it was urgent", async () => {
  let [member, leader, viewer] = [await invited("member"), await invited("leader"), await invited("viewer")];
  await member.goto(`${server.url}/tickets`);
  await member.keyboard.press("u");
  await member.waitForURL(/\/urgent\/new/);
  const typed = {
    asking_group: "Sales",
    title: "CSV export for Hansa's tender",
    why: "Hansa's tender closes in three weeks and asks for all loads of the last three years in one file.",
    if_it_waits: "Hansa signs with the other bidder and the deal is gone.",
    at_stake: "unblocks a €180k deal (10 to 15% likely)",
  };
  for (const [name, words] of Object.entries(typed)) {
    await tabTo(member, `main [name=${name}]`);
    await member.keyboard.type(words);
  }
  const [year, month, day] = inThreeWeeks().split("-");
  await tabTo(member, "main [name=by_when]");
  await member.keyboard.type(`${month}${day}${year}`);
  await tabTo(member, "main [name=test]");
  await member.keyboard.type("Hansa confirms that the export was part of the decision");
  await tabTo(member, "main [name=team_id]");
  await member.keyboard.type("Booking");
  for (const [name, words] of [["days_low", "3"], ["days_high", "5"]]) {
    await tabTo(member, `main [name=${name}]`);
    await member.keyboard.type(words);
  }
  await member.locator("#ur-price .detours").waitFor();
  assert.match(await member.locator("#ur-price").innerText(), /Now costs us €.*What makes the price.*Kept as a draft/s);
  await tabTo(member, "button[value=ask]");
  await member.keyboard.press("Enter");
  await member.waitForURL(/\/urgent\/U-\d+$/);
  assert.match(await text(member), /A leader decides/);
  const key = member.url().split("/").at(-1);

  await leader.goto(`${server.url}/`);
  assert.match(await text(leader), new RegExp(`${key}, CSV export`), "the week says what waits for a decision");
  await leader.goto(`${server.url}/urgent/${key}`);
  await tabTo(leader, "main [name=reason]");
  await leader.keyboard.type("The tender is worth more than the week");
  await tabTo(leader, "button[value=now]");
  await leader.keyboard.press("Enter");
  await leader.locator(".ur-plan").waitFor();
  assert.match(await leader.locator(".ur-plan").innerText(), /^The plan has it as T-\d+, .*with Booking: it starts \d+ \w+ and is likely done/);
  const ticket = (await leader.locator(".ur-plan").innerText()).match(/T-\d+/)[0];
  await viewer.goto(`${server.url}/roadmap`);
  const booking = await viewer.evaluate((key) => [...document.querySelector(`.rm-row[data-key="${key}"]`).parentElement.querySelectorAll(".rm-row")].map((row) => row.dataset.key), ticket);
  assert.equal(booking[0], ticket, "what was decided now comes first on the roadmap that everybody sees");

  for (const page of [member, leader, viewer]) await content(page);
  [member, viewer] = await later(31, ["member", "viewer"]);
  await member.goto(`${server.url}/`);
  assert.match(await text(member), new RegExp(`Was it urgent\\? ${key}`));
  await member.goto(`${server.url}/urgent/${key}`);
  assert.match(await text(member), /Hansa confirms that the export was part of the decision/);
  await tabTo(member, "main [name=evidence]");
  await member.keyboard.type("Hansa signed, and named the export");
  await tabTo(member, "button[value=real]");
  await member.keyboard.press("Enter");
  await member.locator("button[value=real]").waitFor({ state: "detached" });
  await viewer.goto(`${server.url}/urgent`);
  assert.match(await text(viewer), /Was it as urgent as we thought\? Sales 1 of 1/);
  for (const page of [member, viewer]) await content(page);
});

test("what is typed is kept as a draft, and a decision is taken back with what it put on the plan", async () => {
  const page = await owner();
  await page.goto(`${server.url}/urgent/new`);
  await page.locator("main [name=title]").fill("A half-written wish");
  await page.locator("#ur-price", { hasText: "Kept as a draft" }).waitFor();
  await page.goto(`${server.url}/urgent`);
  await page.getByRole("link", { name: "A half-written wish" }).click();
  assert.equal(await page.locator("main [name=title]").inputValue(), "A half-written wish");

  await page.goto(`${server.url}/urgent/U-31`);
  assert.match(await page.locator("h1").innerText(), /^Now costs us €/);
  await page.locator("button[value=next_free]").click();
  const ticket = (await page.locator(".ur-plan").innerText()).match(/T-\d+/)[0];
  await page.getByRole("button", { name: /^Take the decision/ }).click();
  await page.locator("button[value=next_free]").waitFor();
  await page.goto(`${server.url}/roadmap`);
  assert.equal(await page.locator(`.rm-row[data-key="${ticket}"]`).count(), 0);
  await content(page);
});

test("a budget is agreed on, and the cost of an emergency is told, without scripts", async () => {
  const page = await owner({ scripts: false });
  await page.goto(`${server.url}/urgent/budgets`);
  await page.getByRole("link", { name: "Change the budget of Support" }).click();
  await page.locator("[name=money_minor]").fill("25000");
  await page.getByRole("button", { name: "Save the change" }).click();
  assert.match(await text(page), /Support €25k a quarter/);
  await page.goto(`${server.url}/emergencies/new`);
  await page.locator("main [name=title]").fill("A carrier went dark");
  await page.getByRole("button", { name: "It has begun" }).click();
  await page.getByRole("link", { name: "Say what it costs" }).click();
  const known = { revenue_per_hour_minor: "4000", affected: "60", not_recovered: "70", outage_hours: "1.5", responders: "6", responder_hours: "5", rate_per_hour_minor: "75", support_tickets: "120", cost_per_ticket_minor: "9", credits_minor: "2500" };
  for (const [name, value] of Object.entries(known)) await page.locator(`[name=${name}]`).fill(value);
  await page.getByRole("button", { name: "Keep these figures" }).click();
  assert.match(await text(page), /Revenue that does not come back €2\.5k People working on it €2\.3k Support tickets €1\.1k Credits from contracts €2\.5k Together €8\.4k/);
  await content(page);
});
