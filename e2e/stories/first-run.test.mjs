// An empty server: from the printed link to a workspace of one's own.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, openBrowser, visitor } from "../support/browser.mjs";
import { emptyServer } from "../support/throughline.mjs";

let browser;
let server;

before(async () => {
  server = await emptyServer();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const answers = { name: "Ada Brandt", email: "ada@example.com", password: "correct horse battery", workspace: "Elm Street Tools", currency: "CHF", time_zone: "Europe/Zurich" };

async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`[name=${name}]`);
    if ((await field.evaluate((one) => one.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
}

test("everything leads to the set-up while there is no workspace, and without the printed key it does not open", async () => {
  const page = await visitor(browser);
  await page.goto(server.url);
  assert.match(page.url(), /set-up|sign-in/);
  const closed = await fetch(`${server.url}/set-up`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: server.url },
    body: new URLSearchParams({ ...answers, set_up_key: "guessed" }),
  });
  assert.ok(closed.status >= 400, `a guessed key answers ${closed.status}`);
  await page.context().close();
});

test("what was typed survives an error, and the set-up page is sound", async () => {
  const page = await visitor(browser, { measure: true });
  await page.goto(server.link);
  assert.deepEqual(await axe(page), []);
  await fill(page, { ...answers, password: "short" });
  await page.getByRole("button", { name: "Set up Throughline" }).click();
  assert.equal(await page.locator("[name=workspace]").inputValue(), answers.workspace);
  assert.equal(await page.locator("[name=email]").inputValue(), answers.email);
  assert.equal(await page.locator("[name=password]").inputValue(), "", "a password is not sent back");
  assert.equal(await page.locator("[name=password]").getAttribute("aria-invalid"), "true");
  await page.context().close();
});

test("the printed link makes the owner and the workspace, once, without scripts", async () => {
  const page = await visitor(browser, { scripts: false });
  await page.goto(server.link);
  await fill(page, answers);
  await page.getByRole("button", { name: "Set up Throughline" }).click();
  assert.match(await page.locator("header.top").innerText(), /Elm Street Tools/);
  await page.goto(`${server.url}/settings`);
  assert.equal(await page.locator("[name=name]").first().inputValue(), "Elm Street Tools");
  await page.goto(`${server.url}/priorities`);
  assert.match(await page.locator("main").innerText(), /nothing|no ticket|import/i, "an empty page says what to do first");
  await page.context().close();

  const second = await visitor(browser);
  await second.goto(server.link);
  assert.equal(await second.locator("[name=workspace]").count(), 0, "the link is worthless after the set-up");
  await second.context().close();
});

test("the owner signs in with the password, and a wrong one says nothing about the address", async () => {
  const page = await visitor(browser);
  await page.goto(`${server.url}/sign-in`);
  const says = [];
  for (const [email, password] of [["ada@example.com", "not the password"], ["nobody@example.com", "not the password"]]) {
    await page.locator("[name=email]").fill(email);
    await page.locator("[name=password]").fill(password);
    await page.getByRole("button", { name: /sign in/i }).click();
    says.push((await page.locator("main").innerText()).replace(email, ""));
    assert.equal(await page.locator("[name=email]").inputValue(), email, "the address is kept");
  }
  assert.equal(says[0], says[1]);
  await page.locator("[name=email]").fill(answers.email);
  await page.locator("[name=password]").fill(answers.password);
  await page.getByRole("button", { name: /sign in/i }).click();
  assert.match(await page.locator("header.top").innerText(), /Elm Street Tools/);
  await page.context().close();
});

test("an address that leads elsewhere is not followed after signing in", async () => {
  for (const next of ["https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)"]) {
    const page = await visitor(browser);
    await page.goto(`${server.url}/sign-in?next=${encodeURIComponent(next)}`);
    await page.locator("[name=email]").fill(answers.email);
    await page.locator("[name=password]").fill(answers.password);
    await page.getByRole("button", { name: /sign in/i }).click();
    assert.equal(new URL(page.url()).origin, new URL(server.url).origin, next);
    assert.match(await page.locator("header.top").innerText(), /Elm Street Tools/);
    await page.context().close();
  }
});

test("every page of an empty workspace stands, says what to do first, and is sound", async () => {
  const page = await visitor(browser, { measure: true });
  await page.goto(`${server.url}/sign-in`);
  await page.locator("[name=email]").fill(answers.email);
  await page.locator("[name=password]").fill(answers.password);
  await page.getByRole("button", { name: /sign in/i }).click();
  const found = [];
  for (const where of ["/", "/map", "/priorities", "/tickets", "/goals", "/gaps", "/north-star", "/value", "/import", "/activity", "/settings", "/settings/members", "/settings/teams", "/settings/segments", "/settings/tokens", "/settings/me"]) {
    const answer = await page.goto(server.url + where);
    if (answer.status() !== 200) found.push(`${where} answers ${answer.status()}`);
    found.push(...(await axe(page)).map((violation) => `${where}: ${violation}`));
  }
  assert.deepEqual(found, []);
  await page.context().close();
});
