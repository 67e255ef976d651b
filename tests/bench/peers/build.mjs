// Builds each twin into the folder named by the argument, as a team in production would:
// one bundle, minified, production mode.

import { copyFile, readFile } from "node:fs/promises";
import { build, transform } from "esbuild";

const [out = "dist"] = process.argv.slice(2);

/** Stylesheets as minified text. */
const sheets = {
  name: "sheets",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      const { code } = await transform(css, { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    }),
};

for (const name of ["react", "preact"]) {
  await build({
    entryPoints: [`${name}.js`],
    outfile: `${out}/${name}.js`,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".js": "jsx" },
    jsx: "automatic",
    jsxImportSource: name,
    // What the shared petition takes from its framework.
    alias: { hooks: name == "react" ? "react" : "preact/hooks" },
    plugins: [sheets],
  });
}

// A survey as SurveyJS documents it: the library, its renderer, and its own stylesheet without the
// font that it would fetch.
await build({
  entryPoints: ["surveyjs.js"],
  outfile: `${out}/surveyjs.js`,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});
await copyFile("node_modules/survey-core/survey-core.fontless.min.css", `${out}/surveyjs.css`);
