// Bundles src/ into bundle.js, which the page serves. The first line of the bundle carries a hash of everything it
// was made from, so that a stale bundle is noticed without Node (tests/web/test_bundle.py).

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { build } from "esbuild";

const inputs = ["build.mjs", "package-lock.json", "package.json", ...readdirSync("src").map((f) => `src/${f}`)].sort();
const hash = createHash("sha256");
for (const path of inputs) hash.update(`${path}\0`).update(readFileSync(path)).update("\0");

await build({
  entryPoints: ["src/index.js"],
  outfile: process.argv[2] ?? "bundle.js",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  loader: { ".css": "text" },
  legalComments: "none",
  banner: { js: `// Built from arena/web/editor by \`npm run build\`. Sources: sha256 ${hash.digest("hex")}` },
});
