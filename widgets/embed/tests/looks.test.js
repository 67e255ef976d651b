// What pages can change is what the README lists, and the ready themes keep to it.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("../../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), "utf8");
const below = (folder, ending) =>
  readdirSync(new URL(folder, ROOT), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => read(folder + name))
    .join("\n");

const css = below("widgets/kit/src/", ".css");
const rust = below("widgets/kit/src/", ".rs");
const themes = readdirSync(new URL("widgets/embed/themes/", ROOT)).map((name) => [
  name,
  read(`widgets/embed/themes/${name}`),
]);

const properties = (text) => [...new Set(text.match(/--rungs-[a-z-]+/g))].sort();
/** The first column of the table of properties. */
const listed = read("README.md").match(/^\| `--rungs-[^|]+/gm).join("\n");

test("the README lists every custom property that the widgets read, and no other", () => {
  assert.deepEqual(properties(listed), properties(css + rust));
});

test("every part has its name in the README or at the top of its widget", () => {
  const named = read("README.md") + rust.match(/^\/\/!.*$/gm).join("\n");
  // Only for ears.
  const parts = [...rust.matchAll(/\.part\("([\w-]+)"\)/g)].map(([, part]) => part).filter((part) => part != "quiet");
  assert.deepEqual([...new Set(parts)].filter((part) => !named.includes(`\`${part}\``)), []);
});

for (const [name, theme] of themes) {
  test(`${name} sets only properties that the widgets read`, () => {
    const unknown = properties(theme).filter((property) => !properties(listed).includes(property));
    assert.deepEqual(unknown, []);
  });

  test(`${name} is for light and dark, and for every kind of widget`, () => {
    assert.match(theme, /prefers-color-scheme: dark/);
    assert.match(theme, /^rungs-petition,\nrungs-survey,\nrungs-rsvp,\nrungs-ladder,\n\[data-rungs\] \{/m);
  });

  test(`${name} loads nothing from elsewhere`, () => {
    assert.doesNotMatch(theme, /@import|@font-face|url\(/);
  });

  test(`${name} dresses only parts that there are`, () => {
    for (const [, part] of theme.matchAll(/::part\(([\w-]+)\)/g)) {
      assert.ok(rust.includes(`part("${part}")`), part);
    }
  });
}

test("all themes lay out the plain form alike", () => {
  const layout = (theme) => theme.match(/\/\* The plain form.*?\n\}\n/s)[0];
  for (const [, theme] of themes) assert.equal(layout(theme), layout(themes[0][1]));
});
