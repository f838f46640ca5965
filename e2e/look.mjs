// Takes a picture of every page: 1440 and 390 px, light and dark, into screenshots/ (which git does not keep).
//
//   node look.mjs [part of an address...]

import { mkdir } from "node:fs/promises";

import { openBrowser, visitor } from "./support/browser.mjs";
import { MEMBER_PAGES, OPEN_PAGES } from "./support/pages.mjs";
import { demo } from "./support/throughline.mjs";

const wanted = process.argv.slice(2);
const all = [...MEMBER_PAGES, ...OPEN_PAGES].filter((where) => wanted.length === 0 || wanted.some((part) => where.includes(part)));
const folder = new URL("screenshots/", import.meta.url);
await mkdir(folder, { recursive: true });

const server = await demo();
const browser = await openBrowser();
try {
  const first = await visitor(browser);
  await first.goto(server.link);
  const state = await first.context().storageState();
  for (const theme of ["light", "dark"]) {
    for (const width of [1440, 390]) {
      const member = await visitor(browser, { width, theme, state });
      const stranger = await visitor(browser, { width, theme });
      for (const where of all) {
        const page = MEMBER_PAGES.includes(where) ? member : stranger;
        await page.goto(server.url + where);
        const name = where === "/" ? "week" : where.slice(1).replaceAll(/[^A-Za-z0-9-]+/g, "_");
        const file = new URL(`${name}-${width}-${theme}.png`, folder).pathname;
        await page.screenshot({ path: file, fullPage: true });
        console.log(file);
      }
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
