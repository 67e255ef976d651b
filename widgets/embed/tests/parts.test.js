// What the glue of a bundle fetches later (xtask/src/kit/later.js): parts of several files, some of them shared.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

const source = await readFile(new URL("../../../xtask/src/kit/later.js", import.meta.url), "utf8");

/** The loader of parts in a page of its own, whose network answers when the test says so. */
function page() {
  const there = new Set();
  const answers = {};
  const called = [];
  const wasm = { __indirect_function_table: { get: (name) => (_, ok) => called.push([name, ok, [...there].sort()]) } };
  const names = (url) => url.match(/kit_(.*)\.wasm$/)[1];
  const fetch = (url) =>
    new Promise((resolve, reject) => {
      answers[names(url)] = { come: () => resolve({ arrayBuffer: async () => names(url) }), fail: () => reject(Error(url)) };
    });
  const WebAssembly = { instantiate: async (name) => there.add(name) };
  const run = new Function("wasm", "fetch", "WebAssembly", "console", source.replaceAll("import.meta.url", '"kit.js"') + "return later;");
  return { later: run(wasm, fetch, WebAssembly, { error() {} }), answers, called };
}

/** Lets everything happen that can. */
const rest = () => new Promise((go) => setImmediate(go));

test("a part is used only once all of its files are there, also those that another part fetched", async () => {
  const { later, answers, called } = page();
  later("common search")("find", 0);
  later("own common touched")("send", 0);
  for (const name of ["common", "search", "touched"]) answers[name].come();
  await rest();
  assert.deepEqual(called, [["find", true, ["common", "search"]]]);
  answers.own.come();
  await rest();
  assert.deepEqual(called[1], ["send", true, ["common", "own", "search", "touched"]]);
});

test("a file that does not come is told, and asked for again the next time", async () => {
  const { later, answers, called } = page();
  later("own touched")("send", 0);
  answers.own.fail();
  answers.touched.come();
  await rest();
  assert.deepEqual(called.map(([, ok]) => ok), [false]);
  later("own touched")("send", 0);
  answers.own.come();
  answers.touched.come();
  await rest();
  assert.deepEqual(called.map(([, ok]) => ok), [false, true]);
});
