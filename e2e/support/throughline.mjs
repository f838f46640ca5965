// Runs the binary: a demo or an empty server of its own on a free port, in a folder that is gone afterwards.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export const binary =
  process.env.THROUGHLINE_BIN ?? path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, "target"), "debug", "throughline");

/** Environment of a person who never configured anything. */
function bareEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("THROUGHLINE_"));
  return { ...Object.fromEntries(kept), NO_COLOR: "1" };
}

/** Runs one command to its end. */
export async function run(args, { input, env = {}, cwd } = {}) {
  const stdin = input === undefined ? "ignore" : "pipe";
  const child = spawn(binary, args, { cwd, env: { ...bareEnvironment(), ...env }, stdio: [stdin, "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  // A command may end before it has read everything; its exit code tells.
  child.stdin?.on("error", () => {}).end(input);
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

/** A new folder for one server or one command. */
export const newFolder = () => mkdtemp(path.join(tmpdir(), "throughline-story-"));

/** Starts the demo; answers its address, one-time link and an owner's token. */
export const demo = () => start("demo");

/** Opens the demo in a folder that it was stopped in, so many days later. */
export const demoLater = (folder, days) => start("demo", folder, ["--days-later", String(days)]);

/** Starts an empty server; answers its address and the link of the first set-up. */
export const emptyServer = () => start("serve");

async function start(command, place, more = []) {
  const folder = place ?? (await newFolder());
  const args = [command, "--json", "--listen", "127.0.0.1:0", "--data", path.join(folder, "data"), ...more];
  const child = spawn(binary, args, { env: bareEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said = (said + text).slice(-20_000)));
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), "line").then(([first]) => first),
    once(child, "close").then(([code]) => {
      throw new Error(`${command} stopped with ${code} before it was ready:\n${said}`);
    }),
  ]);
  const stop = async ({ keep = false } = {}) => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "close");
    }
    if (!keep) await rm(folder, { recursive: true, force: true });
  };
  const ready = JSON.parse(line);
  return { ...ready, link: ready.link ?? ready.set_up_url, folder, stop, log: () => said };
}
