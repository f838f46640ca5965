// What the documents tell people to type works.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

import { root, run } from "../support/throughline.mjs";

const pages = ["README.md", ...(await readdir(path.join(root, "docs"), { recursive: true })).filter((name) => name.endsWith(".md")).map((name) => path.join("docs", name))];

/** Fenced blocks of one language, with the page they stand in. */
async function blocks(language) {
  const found = [];
  for (const page of pages) {
    const text = await readFile(path.join(root, page), "utf8");
    for (const [, body] of text.matchAll(new RegExp("```" + language + "\\n(.*?)```", "gs"))) found.push({ page, body });
  }
  return found;
}

/** Splits a command as a shell does for plain words and quotes; a comment ends it. */
const words = (line) => [...line.matchAll(/"([^"]*)"|(#.*)|([^\s"]+)/g)].filter((match) => match[2] === undefined).map((match) => match[1] ?? match[3]);

test("every example with its output prints just that", async () => {
  let tried = 0;
  for (const { page, body } of await blocks("console")) {
    for (const example of body.split(/^\$ /m).slice(1)) {
      const [command, ...expected] = example.trimEnd().split("\n");
      const [program, ...args] = words(command);
      assert.equal(program, "throughline", `${page}: ${command}`);
      const { code, stdout, stderr } = await run(args);
      assert.equal(code, 0, `${page}: ${command}\n${stderr}`);
      assert.equal(stdout.trimEnd(), expected.join("\n").trimEnd(), `${page}: ${command}`);
      tried += 1;
    }
  }
  assert.ok(tried > 0, "no example was found");
});

test("every command in the documents exists with its options", async () => {
  let tried = 0;
  for (const { page, body } of await blocks("sh")) {
    for (const line of body.split("\n").filter((line) => /^(throughline|cargo run.*--) /.test(line))) {
      const args = words(line.replace(/^cargo run.*? -- /, "throughline ")).slice(1);
      const { code, stderr } = await run([...args, "--help"]);
      assert.equal(code, 0, `${page}: ${line}\n${stderr}`);
      tried += 1;
    }
  }
  assert.ok(tried > 10, "hardly any command was found");
});

test("the exit codes of --help are those that happen", async () => {
  const { stdout } = await run(["--help"]);
  assert.match(stdout, /Exit codes:/);
  const unread = await run(["value", "--no-such-option"]);
  assert.equal(unread.code, 2);
});
