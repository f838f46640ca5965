// Runs axe over every page in one theme, wide and narrow.

import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, visitor } from "./browser.mjs";
import { MEMBER_PAGES, OPEN_PAGES, pagesByIds } from "./pages.mjs";
import { withDemo } from "./story.mjs";

export function soundPages(theme) {
  const story = withDemo();
  for (const width of [1440, 390]) {
    test(`axe finds nothing on any page, ${theme} at ${width} px`, async () => {
      const member = await story.member({ width, theme, measure: true });
      const stranger = await visitor(story.browser, { width, theme, measure: true });
      const found = [];
      for (const where of [...MEMBER_PAGES, ...(await pagesByIds(story.api)), ...OPEN_PAGES]) {
        const page = OPEN_PAGES.includes(where) ? stranger : member;
        await page.goto(story.url + where);
        found.push(...(await axe(page)).map((violation) => `${where}: ${violation}`));
      }
      await Promise.all([member.context().close(), stranger.context().close()]);
      assert.deepEqual(found, []);
    });
  }
}
