// Every language says everything, and nothing that nobody asks for.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

const FOLDER = new URL("../locales/", import.meta.url);
const read = (name) => readFileSync(new URL(name, FOLDER));
const files = readdirSync(FOLDER);
const english = JSON.parse(read("en.json"));

/** Words for places in a row, which follow the ordinal of a number: 1st, 2nd. */
const ordinals = ["place"];

/** Words for numbers: `signed` for `signed_one` and `signed_other`. */
const families = Object.keys(english)
  .filter((key) => key.endsWith("_other") && key.replace(/other$/, "one") in english)
  .map((key) => key.replace(/_other$/, ""));

const family = (key) => families.find((name) => key.startsWith(`${name}_`) && /_(zero|one|two|few|many|other)$/.test(key));

const rules = (lang, name) => new Intl.PluralRules(lang, { type: ordinals.includes(name) ? "ordinal" : "cardinal" });

/** The keys that a language must have: for numbers, one for each of its plural or ordinal forms (CLDR). */
const keys = (lang) => {
  const forms = (name) => rules(lang, name).resolvedOptions().pluralCategories;
  const plain = Object.keys(english).filter((key) => !family(key));
  return [...plain, ...families.flatMap((name) => forms(name).map((form) => `${name}_${form}`))].sort();
};

const placeholders = (text) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

/** Whether a form of a word stands for exactly one number, which words may then say. */
const isOneNumber = (lang, name, form) => {
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  return numbers.filter((number) => rules(lang, name).select(number) == form).length <= 1;
};

test("the kit speaks 18 languages", () => {
  const languages = "ar de en es fa fr hi it ja nl pl pt ru sv sw tr uk zh-Hans";
  assert.equal(files.map((file) => file.replace(/\.json$/, "")).sort().join(" "), languages);
});

test("English places follow all four ordinals", () => {
  const said = ordinals.flatMap((name) => Object.keys(english).filter((key) => family(key) == name));
  assert.deepEqual(said, ["place_one", "place_two", "place_few", "place_other"]);
});

for (const file of files) {
  const lang = file.replace(/\.json$/, "");
  const words = JSON.parse(read(file));

  test(`${file} has every key that ${lang} needs and no other`, () => {
    assert.deepEqual(Object.keys(words).sort(), keys(lang));
  });

  test(`${file} fills in what the English words fill in`, () => {
    for (const [key, text] of Object.entries(words)) {
      const name = family(key);
      const expected = placeholders(english[name ? `${name}_other` : key] ?? "");
      const said = placeholders(text);
      if (name && !said.length && isOneNumber(lang, name, key.slice(name.length + 1))) continue;
      assert.deepEqual(said, expected, key);
    }
  });

  test(`${file} is plain text without loose ends, and light`, () => {
    for (const [key, text] of Object.entries(words)) {
      assert.ok(typeof text == "string" && text && text == text.trim() && !text.includes("..."), `${key}: ${text}`);
    }
    const { length } = brotliCompressSync(read(file));
    assert.ok(length <= 6300, `${length} bytes in brotli`);
  });
}
