// What the stories themselves stand on.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import { openBrowser, visitor } from "../support/browser.mjs";
import { content } from "../support/story.mjs";

test("what is read after a click or a key is all of the page that it led to, however slowly that comes", async (story) => {
  const server = createServer((ask, answer) => {
    answer.writeHead(200, { "content-type": "text/html" });
    if (ask.url === "/") return answer.end("<!doctype html><title>One</title><main><a href=/two>On</a></main>");
    answer.write(`<!doctype html><title>Two</title><main><p>The first half</p>${" ".repeat(4096)}`);
    return setTimeout(() => answer.end("<p>and the second</p></main>"), 300);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  story.after(() => server.close());
  const browser = await openBrowser();
  story.after(() => browser.close());
  for (const scripts of [true, false]) {
    const page = await visitor(browser, { scripts });
    const whole = async () => assert.match(await page.locator("main").innerText(), /The first half\s+and the second/);
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.getByRole("link", { name: "On" }).click();
    await whole();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.getByRole("link", { name: "On" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("The first half").waitFor();
    await whole();
    await content(page);
  }
});
