// The loader finds the files of the kit beside itself, wherever it was loaded from.

import assert from "node:assert/strict";
import { rename } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { element, open } from "./page.js";

const fetched = (page) => page.fetched.map(({ address }) => address.replace(`${page.folder}/`, ""));

test("the wasm lies beside the loader", async () => {
  const page = await open();
  await page.Rungs.mount(element("rungs-petition"));
  assert.deepEqual(fetched(page), ["petition_bg.wasm"]);
});

test("a page without widgets fetches nothing", async () => {
  const page = await open();
  await page.Rungs.ready;
  assert.deepEqual(page.fetched, []);
});

test("wasm, words and config are asked for at once, the config without credentials", async () => {
  const page = await open({ files: { "/c.json": "{}", "de.json": '{"sign":"Unterschreiben"}' } });
  await page.Rungs.mount(element("rungs-petition", { config: "https://example.org/c.json", lang: "de" }));
  assert.deepEqual(fetched(page), ["petition_bg.wasm", "locales/de.json", "https://example.org/c.json"]);
  assert.equal(page.fetched[2].options.credentials, "omit");
  assert.deepEqual(page.prepared[0].options.words, { sign: "Unterschreiben" });
});

test("the words of a region are those of its language, where it has none of its own", async () => {
  const page = await open({ files: { "zh-Hant.json": "{}" } });
  await page.Rungs.mount(element("rungs-petition", { lang: "zh-Hant-TW" }));
  assert.deepEqual(fetched(page).slice(1), ["locales/zh-Hant-TW.json", "locales/zh-Hant.json"]);
});

test("Chinese of a region is found by its script, and what is no language does no harm", async () => {
  const page = await open({ files: { "zh-Hans.json": "{}" } });
  for (const lang of ["zh-CN", "zh_CN"]) await page.Rungs.mount(element("rungs-petition", { lang }));
  assert.deepEqual(fetched(page).slice(1, 3), ["locales/zh-Hans-CN.json", "locales/zh-Hans.json"]);
});

test("English needs no file", async () => {
  const page = await open();
  for (const lang of ["en", "EN-gb"]) await page.Rungs.mount(element("rungs-petition", { lang }));
  assert.deepEqual(fetched(page), ["petition_bg.wasm"]);
  assert.deepEqual(page.said, []);
});

test("words that are not there or cannot be read leave English, and staff learn where they were sought", async () => {
  const files = { "fr.json": Error("no network"), "tr.json": '{"sign": "İmzala",}' };
  const page = await open({ files });
  for (const lang of ["fr", "eo", "tr"]) await page.Rungs.mount(element("rungs-petition", { lang }));
  assert.deepEqual(page.prepared.map(({ options }) => options.words), [undefined, undefined, undefined]);
  assert.match(page.said[0], /^Rungs: .*\/locales\/fr\.json cannot be fetched \(no network\)/);
  assert.match(page.said[1], /^Rungs: .*\/locales\/eo\.json cannot be fetched \(404\)/);
  assert.match(page.said[2], /^Rungs: .*\/locales\/tr\.json is not JSON: .*position 18/);
  assert.equal(page.said.length, 3);
});

test("what does not arrive is tried once more, the glue under another address", async () => {
  const page = await open();
  const glue = new URL(`${page.folder}/petition.js`);
  const away = new URL(`${page.folder}/away.js`);
  await rename(fileURLToPath(glue), fileURLToPath(away));
  setTimeout(() => rename(fileURLToPath(away), fileURLToPath(glue)), 200);
  await page.Rungs.mount(element("rungs-petition"));
  assert.deepEqual(page.started, ["petition"]);
});
