// Whatever fails, staff read one sentence that names the place and the remedy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { element, open } from "./page.js";

/** How mounting fails, with what the console and the page hear of it. */
async function failure(widget, { refuses, ...options } = {}) {
  const page = await open(options);
  page.refuses = refuses;
  const error = await page.Rungs.mount(widget).then(() => assert.fail("it was mounted"), (error) => error);
  const [event] = widget.events;
  assert.equal(event.type, "rungs:error");
  assert.deepEqual([event.detail.phase, event.detail.message], [error.phase, error.message]);
  assert.deepEqual(page.said, [`Rungs: ${error.message}`]);
  return error;
}

const petition = (attributes, inline) => element("rungs-petition", attributes, inline);

test("a config that is not there is named with its address and status", async () => {
  const { phase, message } = await failure(petition({ config: "https://example.org/c.json" }));
  assert.equal(phase, "config");
  assert.match(message, /^https:\/\/example\.org\/c\.json cannot be fetched \(404\): check/);
});

test("a lost connection names the address and what a browser may have refused", async () => {
  const files = { "/c.json": TypeError("Failed to fetch") };
  const { phase, message } = await failure(petition({ config: "/c.json" }), { files });
  assert.equal(phase, "config");
  assert.match(message, /\/c\.json cannot be fetched \(Failed to fetch\): check .*CORS.*connect-src/);
});

test("a config that is not JSON is named with the place of the mistake", async () => {
  const error = await failure(petition({ config: "/c.json" }), { files: { "/c.json": '{"a": 1,}' } });
  assert.match(error.message, /^\/c\.json is not JSON: .*position 8/);
  assert.match((await failure(petition({}, "{"))).message, /^the inline config is not JSON: .*position 1/);
});

test("a missing wasm is a failure of loading", async () => {
  const { phase, message } = await failure(petition(), { files: { "petition_bg.wasm": 404 } });
  assert.equal(phase, "load");
  assert.match(message, /petition_bg\.wasm cannot be fetched \(404\)/);
});

test("a policy against WebAssembly is told from a broken file, in the words of every browser", async () => {
  for (const words of [
    "WebAssembly.instantiateStreaming(): Compiling or instantiating WebAssembly module violates the following Content Security policy directive because 'unsafe-eval' is not an allowed source",
    "call to WebAssembly.instantiateStreaming() blocked by CSP",
    "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source of script",
  ]) {
    const { phase, message } = await failure(petition(), { refuses: new WebAssembly.CompileError(words) });
    assert.equal(phase, "csp");
    assert.match(message, /add 'wasm-unsafe-eval' to script-src/);
  }
  const refuses = new WebAssembly.CompileError("expected magic word 00 61 73 6d, found 3c 21 64 6f");
  assert.equal((await failure(petition(), { refuses })).phase, "load");
});

test("a kind that the kit has not is named with those that it has", async () => {
  const { phase, message } = await failure(element("div", { "data-rungs": "petitoin" }));
  assert.equal(phase, "config");
  assert.equal(message, '"petitoin" is no kind of widget: use petition,survey,rsvp,ladder');
});

test("a kind whose bundle is not there leaves its children, and names the file", async () => {
  const options = { bundles: ["petition"], files: { "ladder_bg.wasm": 404 } };
  const { phase, message } = await failure(element("rungs-ladder"), options);
  assert.equal(phase, "load");
  assert.match(message, /ladder(_bg\.wasm cannot be fetched \(404\)|\.js or _bg\.wasm cannot be used)/);
});

test("a bundle that failed is tried afresh by the next widget", async () => {
  const page = await open();
  page.refuses = Error("half of it arrived");
  await assert.rejects(page.Rungs.mount(element("rungs-petition")), { phase: "load" });
  page.refuses = undefined;
  await page.Rungs.mount(element("rungs-petition"));
  assert.equal(page.prepared.length, 1);
});
