// What holds for every page: nothing scrolls sideways, nothing comes from elsewhere, every link leads somewhere.

import assert from "node:assert/strict";
import { test } from "node:test";

import { sideways } from "../support/browser.mjs";
import { MEMBER_PAGES } from "../support/pages.mjs";
import { content, withDemo } from "../support/story.mjs";

const story = withDemo();
const cookie = () => story.state.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");

for (const scripts of [true, false]) {
  for (const width of [1440, 390, 360, 320]) {
    test(`no page scrolls sideways or complains at ${width} px, ${scripts ? "with" : "without"} scripts`, async () => {
      const found = [];
      const member = await story.member({ width, scripts });
      for (const where of MEMBER_PAGES) {
        await member.at(where);
        const wide = await sideways(member);
        if (wide) found.push(`${where} scrolls by ${wide.by} px: ${wide.because.join(", ")}`);
        assert.equal(await member.locator("h1").count(), 1, `${where} has one statement`);
      }
      assert.deepEqual(found, []);
      await content(member);
    });
  }
}

test("every page is complete in one answer, with its policy and nothing from elsewhere", async () => {
  for (const where of MEMBER_PAGES) {
    const answer = await fetch(story.url + where, { headers: { cookie: cookie(), accept: "text/html" } });
    const html = await answer.text();
    assert.equal(answer.status, 200, where);
    const policy = answer.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'self'|default-src 'none'/, where);
    assert.doesNotMatch(policy, /unsafe/, where);
    assert.doesNotMatch(html, / style="| on[a-z]+="|<script>|<style>/, where);
    for (const [, address] of html.matchAll(/<(?:script|link|img|iframe)\b[^>]*?(?:src|href)="([^"]*)"/g)) {
      assert.match(address, /^\/(?!\/)/, `${where} takes ${address} from elsewhere`);
    }
  }
});

test("every page answers its figures as JSON on the same address", async () => {
  for (const where of ["/", "/map", "/priorities", "/tickets/NF-212", "/gaps", "/north-star"]) {
    const answer = await fetch(story.url + where, { headers: { cookie: cookie(), accept: "application/json" } });
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json/, where);
    assert.equal(typeof (await answer.json()), "object", where);
  }
});

test("every link on every page leads to a page", async () => {
  const member = await story.member();
  const waiting = ["/"];
  const seen = new Set(waiting);
  const kinds = new Map();
  const broken = [];
  while (waiting.length > 0) {
    const where = waiting.shift();
    const answer = await member.at(where);
    if (answer.status() >= 400) broken.push(`${where} answers ${answer.status()}`);
    for (const link of await member.locator("a[href]:not([download])").evaluateAll((links) => links.map((one) => one.getAttribute("href")))) {
      const address = new URL(link, story.url + where);
      if (address.origin !== new URL(story.url).origin) continue;
      const there = address.pathname + address.search;
      const kind = address.pathname.replace(/NF-\d+|[0-9a-f-]{36}|\b(O|KR|P)\d+\b/g, "*") + [...address.searchParams.keys()].join(",");
      // Two of a kind are enough: forty tickets are one page with other words.
      if (seen.has(there) || (kinds.get(kind) ?? 0) >= 2) continue;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      seen.add(there);
      if (!/\.(csv|json|zip)$|^\/api\//.test(address.pathname)) waiting.push(there);
    }
  }
  await member.context().close();
  assert.deepEqual(broken, []);
  assert.ok(seen.size > 20, `only ${seen.size} pages were reached`);
});
