// Builds app/assets into app/static/dist: one file per page kind, named by content, beside a manifest and gzip copies.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";

const out = "app/static/dist";
const entries = ["app/assets/js/page.js", "app/assets/js/diagram.js", "app/assets/js/studio.js", "app/assets/css/page.css", "app/assets/css/diagram.css", "app/assets/css/studio.css"];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { metafile } = await build({
  entryPoints: entries,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  outdir: out,
  bundle: true,
  minify: true,
  metafile: true,
  target: "chrome87",
  format: "iife",
  charset: "utf8",
  legalComments: "linked",
  loader: { ".svg": "file", ".woff2": "file" },
});

const manifest = {};
for (const [path, made] of Object.entries(metafile.outputs)) {
  if (/\.(js|css)$/.test(path)) await writeFile(`${path}.gz`, gzipSync(await readFile(path), { level: 9 }));
  if (made.entryPoint) manifest[basename(made.entryPoint)] = basename(path);
}
const icon = await readFile("app/assets/icon.svg");
manifest["icon.svg"] = `icon-${createHash("sha256").update(icon).digest("hex").slice(0, 8).toUpperCase()}.svg`;
await writeFile(`${out}/${manifest["icon.svg"]}`, icon);
await writeFile(`${out}/manifest.json`, JSON.stringify(manifest, null, 2));
console.log(Object.entries(metafile.outputs).map(([path, made]) => `${path} ${made.bytes}`).join("\n"));
