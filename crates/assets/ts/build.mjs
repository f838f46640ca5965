// Bundles the scripts and compresses everything in the folder given as the only argument.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const dist = process.argv[2];
await build({
  entryPoints: ["src/main.ts", "src/priorities.ts", "src/roadmap.ts"],
  outdir: dist,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome123", "firefox120", "safari17.5"],
  legalComments: "none",
  logLevel: "warning",
});
for (const name of readdirSync(dist)) {
  const path = join(dist, name);
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
}
