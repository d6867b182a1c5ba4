/** Bundle the page into schema/graphiql/static/graphiql: one script, one stylesheet, the licences. */

import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(here, "../../schema/graphiql/static/graphiql");

/** GraphiQL's stylesheet carries two webfonts; the page uses the fonts of the system. */
const withoutWebfonts = {
  name: "without-webfonts",
  setup(pipeline) {
    pipeline.onLoad({ filter: /node_modules[\\/]graphiql[\\/].*\.css$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, "utf8")).replace(/@font-face\s*\{[^}]*\}/g, ""),
      loader: "css",
    }));
  },
};

async function licences(metafile) {
  const roots = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) roots.add(match[1]);
  }
  const sections = new Map();
  for (const root of roots) {
    const { name, version, license } = JSON.parse(await readFile(path.join(here, root, "package.json"), "utf8"));
    sections.set(`${name} ${version} (${license ?? "see text"})`, await licenceText(path.join(here, root)));
  }
  const rule = "=".repeat(78);
  const parts = [...sections].sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.map(([title, text]) => `${rule}\n${title}\n${rule}\n\n${text.trim()}\n`).join("\n");
}

async function licenceText(root) {
  const file = (await readdir(root)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file) return readFile(path.join(root, file), "utf8");
  const { license, author, repository } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  const holder = typeof author === "string" ? author : (author?.name ?? "its authors");
  return `Licensed under ${license} by ${holder}. ${repository?.url ?? repository ?? ""}`;
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: { graphiql: "src/main.jsx" },
  outdir: target,
  bundle: true,
  minify: true,
  metafile: true,
  format: "iife",
  target: ["es2022"],
  jsx: "automatic",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [withoutWebfonts],
});
await writeFile(path.join(target, "THIRD_PARTY_LICENSES.txt"), await licences(result.metafile));
for (const [file, { bytes }] of Object.entries(result.metafile.outputs)) {
  console.log(`${path.basename(file)}  ${Math.round(bytes / 1024)} KiB`);
}
