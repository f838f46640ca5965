// Who is in, with which role, and what happened.

import assert from "node:assert/strict";
import { test } from "node:test";

import { visitor } from "../support/browser.mjs";
import { content, withDemo } from "../support/story.mjs";

const story = withDemo();
const text = async (page) => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");

test("an invitation's link lets one person in, with its role, once", async () => {
  const owner = await story.member({ scripts: false });
  await owner.at("/settings/members");
  await owner.locator("[name=email]").fill("nina@nimbus.example");
  await owner.locator("[name=role]").selectOption("viewer");
  await owner.getByRole("button", { name: "Make an invitation link" }).click();
  const link = await owner.locator("code.secret").innerText();
  assert.match(link, /\/invitations\//);

  const guest = await visitor(story.browser, { scripts: false });
  await guest.goto(new URL(link, story.url).href);
  assert.match(await text(guest), /Nimbus Freight/);
  await guest.locator("[name=name]").fill("Nina Hall");
  await guest.locator("[name=password]").fill("a long walk by the canal");
  await guest.getByRole("button", { name: /^Join/ }).click();
  await guest.goto(`${story.url}/priorities/NF-198/move?above=NF-230`);
  assert.equal(await guest.locator("[name=reason]").count(), 0, "a viewer reads prices and keeps no move");
  const refused = await guest.goto(`${story.url}/objectives/new`);
  assert.equal(refused.status(), 403);

  const second = await visitor(story.browser);
  await second.goto(new URL(link, story.url).href);
  assert.equal(await second.locator("[name=password]").count(), 0, "the link works once");
  await owner.at("/settings/members");
  assert.match(await text(owner), /Nina Hall/);
  await guest.context().close();
  await second.context().close();
  await content(owner);
});

test("a token is shown once, works with its scope, and stops when it is withdrawn", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/settings/tokens");
  await page.locator("[name=name]").fill("nightly report");
  await page.locator("[name=scopes][value=read]").check();
  await page.getByRole("button", { name: "Make the token" }).click();
  const token = await page.locator("code.secret").innerText();
  assert.match(token, /^tl_/);
  const ask = (method, where, body) => fetch(`${story.url}/api/v1${where}`, { method, body, headers: { authorization: `Bearer ${token}`, "content-type": "application/json" } });
  assert.equal((await ask("GET", "/tickets")).status, 200);
  assert.equal((await ask("POST", "/teams", JSON.stringify({ name: "Night", capacity_days_per_week: 5, tracks: 1 }))).status, 403);
  await page.at("/settings/tokens");
  assert.doesNotMatch(await page.content(), new RegExp(token));
  await page.getByRole("button", { name: /token nightly report back/ }).click();
  assert.equal((await ask("GET", "/tickets")).status, 401);
  await content(page);
});

test("the workspace's settings are kept, and a bad time zone is refused beside its field", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/settings");
  await page.locator("[name=time_zone]").fill("Europe/Nowhere");
  await page.getByRole("button", { name: /save/i }).first().click();
  assert.equal(await page.locator("[name=time_zone]").getAttribute("aria-invalid"), "true");
  await page.locator("[name=time_zone]").fill("Europe/Madrid");
  await page.getByRole("button", { name: /save/i }).first().click();
  await page.at("/settings");
  assert.equal(await page.locator("[name=time_zone]").inputValue(), "Europe/Madrid");
  await page.context().close();
});

test("the theme follows the choice and stays", async () => {
  const page = await story.member();
  await page.at("/settings/me");
  await page.locator("[name=theme][value=dark]").check();
  await page.getByRole("button", { name: "Save the looks" }).click();
  await page.at("/");
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  await content(page);
});

test("the activity says who did what, newest first", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/activity");
  const says = await text(page);
  assert.match(says, /Edda Marsh/);
  assert.match(says, /token|invit/i);
  await content(page);
});

test("signing out everywhere ends all sessions", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/settings/me");
  await page.getByRole("button", { name: /everywhere/i }).click();
  const again = await story.member();
  await again.at("/");
  assert.match(again.url(), /\/sign-in/);
  await again.context().close();
  await page.context().close();
});
