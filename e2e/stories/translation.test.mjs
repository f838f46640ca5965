// A business goal restated as an engineering problem, traced to a ticket, and the line read back on every door.

import assert from "node:assert/strict";
import { test } from "node:test";

import { content, withDemo } from "../support/story.mjs";
import { run } from "../support/throughline.mjs";

const story = withDemo();
const text = async (page) => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");
const pick = async (page, name, label) => {
  const option = page.locator(`[name=${name}] option`, { hasText: label });
  await page.locator(`[name=${name}]`).selectOption({ label: await option.innerText() });
};
const create = (page) => page.getByRole("button", { name: /^Create/ }).click();

const TRANSLATIONS = [
  {
    objective: "Sell more before the year ends",
    result: "€900k of renewed contracts by 31 December",
    goal: "We need to increase Q4 sales",
    problem: "We need 3 features that reduce churn in these customer segments.",
    effect: "Reduces churn by 3% in a €1M segment",
    ticket: "Remind a shipper of what they have not tried yet",
    value: "€1k per week until it is live",
    cost: "€1.0k a week",
  },
  {
    objective: "Be at home in five countries",
    result: "40 shippers in Spain and Austria by 31 January",
    goal: "The board wants to push international expansion",
    problem: "We need to make the system multilingual and localizable within 60 days.",
    effect: "unblocks €200k of Q4 deals (40% likely)",
    ticket: "Every text in a file of its language",
    value: "€2k per week until it is live",
    cost: "€2.0k a week",
  },
];

for (const { objective, result, goal, problem, effect, ticket, value, cost } of TRANSLATIONS) {
  test(`"${goal}" becomes a problem, a ticket, and one unbroken line`, async () => {
    const page = await story.member({ scripts: false });
    await page.at("/objectives/new");
    await page.locator("[name=title]").fill(objective);
    await pick(page, "metric_id", "Loads on time a week");
    await create(page);

    await page.at("/key-results/new");
    await page.locator("[name=title]").fill(result);
    await pick(page, "objective_id", objective);
    await create(page);

    // The map shows the goal that nobody works on, and asks for the translation.
    await page.at("/map");
    const gap = page.locator("li", { hasText: result }).getByRole("link", { name: "Translate the goal" }).last();
    await gap.click();
    await page.locator("[name=goal]").fill(goal);
    await page.locator("[name=title]").fill(problem);
    await page.locator("[name=expected_effect]").fill(effect);
    await create(page);
    const written = await text(page);
    for (const words of [goal, problem, effect]) assert.ok(written.includes(words), `the problem keeps ${words}`);
    const name = new URL(page.url()).pathname.split("/").pop();

    await page.at("/tickets/new");
    await page.locator("[name=title]").fill(ticket);
    await page.locator("[name=value_line]").fill(value);
    await pick(page, "problem_id", `${name} `);
    await create(page);
    const key = new URL(page.url()).pathname.split("/").pop();
    const floors = ["Loads on time a week", objective, result, problem];
    const seen = await text(page);
    for (const floor of floors) assert.ok(seen.includes(floor), `the ticket's page names ${floor}`);

    await page.at(`/map?focus=${key}`);
    const line = (await page.locator(".map .on > a, .map .here > a").allInnerTexts()).map((words) => words.replaceAll(/\s+/g, " "));
    assert.deepEqual(line.map((words) => words.replace(`${key} `, "")), [...floors, ticket]);

    const why = await run(["why", key, "--server", story.url], { env: { THROUGHLINE_TOKEN: story.server.token } });
    assert.equal(why.code, 0, why.stderr);
    const places = [...floors, `● ${key} ${ticket}`].map((floor) => why.stdout.indexOf(floor));
    assert.ok(places.every((place, at) => place >= 0 && (at === 0 || place > places[at - 1])), why.stdout);
    assert.ok(why.stdout.includes(cost), `${cost} in ${why.stdout}`);
    await content(page);
  });
}
