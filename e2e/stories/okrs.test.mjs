// Shared OKRs through a cycle: planned, opened, checked in on, closed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, sideways } from "../support/browser.mjs";
import { content, withDemo } from "../support/story.mjs";

const story = withDemo();
const text = async (page) => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");

/** The newest cycle of this name, over the API. */
const cycleNamed = async (name) => (await story.api("/cycles")).find((cycle) => cycle.name === name);

test("a cycle is planned by its name alone, gets an objective, and is opened", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/goals");
  await page.getByRole("link", { name: "Cycles", exact: true }).click();
  await page.getByRole("link", { name: "Plan a cycle" }).click();
  await page.locator("[name=name]").fill("Winter");
  await page.getByRole("button", { name: "Create the cycle" }).click();
  assert.match(await text(page), /Give its first and its last day, or call it as a quarter, such as 2026-Q4\./);
  await page.locator("[name=name]").fill("2031-Q1");
  await page.getByRole("button", { name: "Create the cycle" }).click();
  assert.match(await page.locator("h1").innerText(), /^2031-Q1 is planned from 1 Jan 2031, and has no objective\.$/);

  await page.getByRole("link", { name: "Add an objective" }).click();
  await page.locator("[name=title]").fill("Carriers stay with us");
  await page.locator("[name=ends_on]").fill("2031-05-01");
  await page.getByRole("button", { name: /^Create/ }).click();
  assert.match(await text(page), /is dated 2031-05-01, but 2031-Q1 runs from 2031-01-01 to 2031-03-31/);
  await page.locator("[name=ends_on]").fill("");
  await page.getByRole("button", { name: /^Create/ }).click();
  const goal = page.locator("section.goal", { hasText: "Carriers stay with us" });
  assert.match((await goal.innerText()).replaceAll(/\s+/g, " "), /2031-Q1 · until 31 Mar 2031/);
  await goal.getByRole("link", { name: "2031-Q1" }).click();
  await page.getByRole("button", { name: "Open the cycle" }).click();
  assert.match(await page.locator("h1").innerText(), /^2031-Q1 is open until 31 Mar 2031: one objective, no key results\.$/);
  assert.ok((await cycleNamed("2031-Q1")).opened_at);
  // A refused form is an answer of 422, which the browser notes.
  await page.context().close();
});

test("a cycle's pages are sound on a phone in the dark", async () => {
  const page = await story.member({ width: 360, theme: "dark", measure: true });
  const { id } = await cycleNamed("2031-Q1");
  for (const where of ["/cycles", `/cycles/${id}`, `/cycles/${id}/edit`]) {
    await page.at(where);
    assert.deepEqual([where, await axe(page), await sideways(page)], [where, [], null]);
  }
  await content(page);
});

test("a key result counts milestones, which a check-in says, and what another kind has is refused beside its field", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/key-results/new");
  await page.getByLabel("Key result").fill("The engine of quotes moves to the new house");
  await page.getByLabel("Of the objective").selectOption({ index: 1 });
  await page.getByLabel("It asks for").selectOption({ label: "milestones" });
  await page.getByLabel("From", { exact: true }).fill("3");
  await page.locator("details", { hasText: "Bounds or milestones" }).locator("summary").click();
  await page.getByLabel("Milestones").fill("A pilot runs\nTwo customers use it\nThe old one is off");
  await page.getByRole("button", { name: /^Create/ }).click();
  assert.match(await text(page), /asks for milestones; empty it, or choose another kind/);
  assert.match(await page.getByLabel("Milestones").inputValue(), /Two customers use it/, "what was typed is kept");
  await page.getByLabel("From", { exact: true }).fill("");
  await page.getByRole("button", { name: /^Create/ }).click();
  await page.getByRole("link", { name: "The engine of quotes moves to the new house" }).first().click();
  await page.getByLabel("How sure are you that it is reached?").selectOption("7");
  await page.getByLabel("Where it stands").selectOption({ label: "1 of 3 milestones: “A pilot runs”" });
  await page.getByRole("button", { name: "Check in", exact: true }).click();
  const milestones = page.locator("section", { has: page.locator("#h-milestones") }).locator("li");
  assert.deepEqual((await milestones.allInnerTexts()).map((line) => line.replaceAll(/\s+/g, " ")), ["A pilot runs there", "Two customers use it", "The old one is off"]);
  assert.match(await text(page), /Score 0\.33, red\. It was at 1 of 3 milestones on .* Next: “Two customers use it”\./);
  assert.match(await text(page), /It counts what is made\./);
  // A refused form is an answer of 422, which the browser notes.
  await page.context().close();
});

test("the owner of a goal is asked for a check-in, gives it, and is asked no more", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/");
  const asked = page.getByRole("link", { name: /^Check in on KR\d+$/ });
  const title = await asked.innerText();
  await asked.click();
  const section = page.locator("#check-in");
  assert.match(await section.innerText(), /No check-in yet; the first one is due\./);
  await page.getByLabel("What is behind it").fill("The carrier feed is live.");
  await page.getByRole("button", { name: "Check in", exact: true }).click();
  assert.match(await text(page), /Say how sure you are, from 0 to 10\./);
  assert.equal(await page.getByLabel("What is behind it").inputValue(), "The carrier feed is live.", "what was typed is kept");
  await page.getByLabel("How sure are you that it is reached?").selectOption("6");
  await page.getByRole("button", { name: "Check in", exact: true }).click();
  assert.match(await section.innerText(), /Confidence 6 of 10 on /);
  assert.match(await section.innerText(), /6 of 10 · The carrier feed is live\./);
  await page.at("/");
  assert.equal(await page.getByRole("link", { name: title, exact: true }).count(), 0);

  await page.goBack();
  await page.getByRole("button", { name: /^Take it back/ }).click();
  await section.locator("summary").click();
  await page.getByRole("button", { name: /^Bring it back/ }).click();
  assert.match(await section.innerText(), /6 of 10 · The carrier feed is live\./);
  // A refused form is an answer of 422, which the browser notes.
  await page.context().close();
});

test("check-ins are sound on a phone in the dark", async () => {
  const [{ id }] = await story.api("/key-results");
  await story.api(`/key-results/${id}/check-ins`, { method: "POST", body: JSON.stringify({ confidence: 5, note: "As likely as not" }) });
  const page = await story.member({ width: 360, theme: "dark", measure: true });
  await page.at(`/goals/${id}`);
  assert.deepEqual([await axe(page), await sideways(page)], [[], null]);
  await content(page);
});

test("a cycle is closed with its lessons, what fell short goes on, and it stays as it was", async () => {
  const cycle = await cycleNamed("2031-Q1");
  const next = await story.api("/cycles", { method: "POST", body: JSON.stringify({ name: "2031-Q2" }) });
  const [objective] = (await story.api("/objectives")).filter(({ cycle_id }) => cycle_id === cycle.id);
  const input = { title: "20 talks with carriers", objective_id: objective.id, start: 0, target: 20, unit: "talks", ambition: "committed" };
  const result = await story.api("/key-results", { method: "POST", body: JSON.stringify(input) });
  await story.api(`/key-results/${result.id}/check-ins`, { method: "POST", body: JSON.stringify({ confidence: 4, value: 10 }) });

  const page = await story.member({ scripts: false });
  await page.at(`/cycles/${cycle.id}`);
  await page.getByRole("link", { name: "Close the cycle" }).click();
  await page.getByLabel("What we learned").fill("Talk to carriers before the season.");
  await page.getByLabel(`${result.key} goes on, because`).fill("Ten more are booked.");
  await page.getByLabel("What is carried over goes on in").selectOption({ label: "2031-Q2" });
  await page.getByRole("button", { name: "Close the cycle for good" }).click();
  assert.match(await text(page), /what was promised and not reached needs a word about why/);
  assert.equal(await page.getByLabel("What we learned").inputValue(), "Talk to carriers before the season.", "what was typed is kept");
  await page.getByLabel(`Why ${result.key} came out so`).fill("The season began early.");
  await page.getByRole("button", { name: "Close the cycle for good" }).click();

  const closed = await text(page);
  assert.match(closed, /^2031-Q1 closed .*2031-Q1 is closed: one objective, one key result, all of them with a score\./);
  assert.match(closed, /What we learned Talk to carriers before the season\./);
  assert.match(closed, /score 0\.50 yellow · confidence 4 of 10 The season began early\. Goes on as KR\d+: Ten more are booked\./);
  assert.equal(await page.getByRole("link", { name: "Change it" }).count(), 0);
  await page.getByRole("link", { name: /^KR\d+$/ }).last().click();
  assert.match(await text(page), /20 talks with carriers/);
  const on = (await story.api("/key-results")).filter(({ title }) => title === input.title).at(-1);
  assert.deepEqual([on.start, on.target], [10, 20], "from where it stood");
  assert.equal((await story.api(`/cycles/${next.id}/goals`)).objectives[0].title, objective.title);

  await page.at("/goals");
  const goal = page.locator("section.goal", { hasText: "2031-Q1, closed" });
  assert.equal(await goal.getByRole("link", { name: /^Change/ }).count(), 0);
  // A refused form is an answer of 422, which the browser notes.
  await page.context().close();
});

test("the close of a cycle is sound on a phone in the dark", async () => {
  const { id, version } = await cycleNamed("2031-Q2");
  await story.api(`/cycles/${id}/open`, { method: "POST", headers: { "if-match": `"v${version}"` } });
  const page = await story.member({ width: 360, theme: "dark", measure: true });
  await page.at(`/cycles/${id}/close`);
  assert.deepEqual([await axe(page), await sideways(page)], [[], null]);
  await content(page);
});

test("a problem serves two key results by shares that must add up, and its money goes to both", async () => {
  const [first, second] = (await story.api("/key-results")).filter(({ key }) => ["KR1", "KR3"].includes(key));
  const [problem] = (await story.api("/problems")).filter(({ key_result_id }) => key_result_id === first.id);
  const money = async (id) => (await story.api(`/goals/${id}`)).node.cost_of_delay_per_week?.mean ?? 0;
  const [before, before2, whole] = await Promise.all([first.id, second.id, problem.id].map(money));
  assert.ok(whole > 0, "the problem has priced work");
  const page = await story.member({ scripts: false });
  await page.at(`/problems/${problem.id}/edit`);
  await page.locator("#shares summary").click();
  await page.locator("[name=share]").fill("60");
  await page.locator("[name=also_1]").selectOption({ value: second.id });
  await page.locator("[name=share_1]").fill("30");
  await page.getByRole("button", { name: "Save the change" }).click();
  assert.match(await text(page), /Shares add up to 90%; together they must be 100%\./);
  assert.equal(await page.locator("[name=share]").inputValue(), "60", "what was typed is kept");
  await page.locator("[name=share_1]").fill("40");
  await page.getByRole("button", { name: "Save the change" }).click();
  assert.match(await text(page), /It counts for KR\d .* \(60%\), KR\d .* \(40%\)\. The money below it goes to each by its share, and counts once\./);
  const [after, after2] = await Promise.all([first.id, second.id].map(money));
  assert.ok(Math.abs(before - after - 0.4 * whole) < 1 && Math.abs(after2 - before2 - 0.4 * whole) < 1, `${before} ${after} ${before2} ${after2} ${whole}`);
  const map = await story.api("/map");
  const sum = (node) => node.children.reduce((all, child) => all + (child.cost_of_delay_per_week?.mean ?? 0), 0);
  assert.ok(Math.abs(sum(map.root) - map.root.cost_of_delay_per_week.mean) < 1, "on the map nothing counts twice");
  await page.at("/map");
  assert.match(await text(page), /40% of: /);
  // A refused form is an answer of 422, which the browser notes.
  await page.context().close();
});

test("a map and a form with shares are sound on a phone in the dark", async () => {
  const page = await story.member({ width: 360, theme: "dark", measure: true });
  const [problem] = (await story.api("/problems")).filter(({ shares }) => shares.length > 0);
  for (const where of ["/map", `/problems/${problem.key}`, `/problems/${problem.id}/edit`]) {
    await page.at(where);
    assert.deepEqual([where, await axe(page), await sideways(page)], [where, [], null]);
  }
  await content(page);
});

test("a team sets its goal of the week, does not reach it, and takes it along with a reason", async () => {
  const page = await story.member({ scripts: false });
  await page.at("/goals");
  await page.getByRole("link", { name: "Weekly goals" }).click();
  await page.getByRole("link", { name: "Set a goal", exact: true }).click();
  await page.getByLabel("By Friday").fill("Two more carriers send positions");
  await page.getByLabel("A step toward").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Create the weekly goal" }).click();
  assert.match(await page.locator("h1").innerText(), /^Two goals of this week: two open\.$/);
  const row = page.locator("li", { hasText: "Two more carriers send positions" });
  if (!(await row.locator("details").evaluate((one) => one.open))) await row.locator("summary").click();
  await row.getByLabel("Why not").fill("Their feed was down.");
  await row.getByLabel("It goes on next week, because").fill("One is nearly there.");
  await row.getByRole("button", { name: /^Not done/ }).click();
  assert.match(await page.locator("h1").innerText(), /^Two goals of this week: one not done and one open\.$/);
  await page.getByRole("link", { name: "The week after" }).click();
  assert.match(await text(page), /Two more carriers send positions .* Carried over from the week of .*: One is nearly there\./);
  await page.getByRole("button", { name: /^Done/ }).click();
  assert.match(await page.locator("h1").innerText(), /^One goal of the week of \d+ \w+( \d{4})?: one done\.$/);
  await content(page);
});

test("weekly goals are sound on a phone in the dark, several of them open", async () => {
  const [[team], [result]] = [await story.api("/teams"), await story.api("/key-results")];
  for (const title of ["Ask the third carrier", "Answer the second"]) {
    const goal = { title, team_id: team.id, key_result_id: result.id };
    await story.api("/weekly-goals", { method: "POST", body: JSON.stringify(goal) });
  }
  const page = await story.member({ width: 360, theme: "dark", measure: true });
  for (const where of ["/weekly-goals", "/weekly-goals/new"]) {
    await page.at(where);
    assert.deepEqual([where, await axe(page), await sideways(page)], [where, [], null]);
  }
  await content(page);
});
