// Bundle the add-in for the kernel of older WPS (Chromium 103) into the package: node build.mjs [FOLDER]
import { build } from "esbuild";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] || join(here, "../../xltools/web/page/wps");
await build({
  entryPoints: [join(here, "src/ribbon.ts"), join(here, "src/pane.ts")],
  outdir: out,
  bundle: true,
  format: "iife",
  target: "chrome103",
  charset: "utf8",
  legalComments: "none",
});
await cp(join(here, "static"), out, { recursive: true });
await cp(join(here, "../panes/pane.css"), join(out, "pane.css"));
