// The loader picks the smallest bundle that serves the page, and starts it once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawn, element, open } from "./page.js";

const twin = (kind, more) => element("div", { "data-rungs": kind, ...more });
const bundles = ["petition", "survey"];

test("a page with one kind of widget loads that kind's bundle, once", async () => {
  const page = await open({ bundles, twins: [twin("survey"), twin("survey")] });
  await drawn(page, 2);
  assert.deepEqual(page.started, ["survey"]);
});

test("a page with several kinds loads the one bundle that has all", async () => {
  const page = await open({ bundles, twins: [twin("petition"), twin("survey")] });
  await drawn(page, 2);
  assert.deepEqual(page.started, ["all"]);
});

test("several that must not wait still share one bundle", async () => {
  const eager = { "data-loading": "eager" };
  const page = await open({ bundles, twins: [twin("petition", eager), twin("survey", eager)] });
  await drawn(page, 2);
  assert.deepEqual(page.started, ["all"]);
});

test("a kind that comes later is loaded beside the first", async () => {
  const page = await open({ bundles, twins: [twin("petition")] });
  await drawn(page, 1);
  await page.Rungs.mount(element(), { kind: "survey" });
  await page.Rungs.mount(element(), { kind: "petition" });
  assert.deepEqual(page.started, ["petition", "survey"]);
});

test("a kind that comes later needs nothing new where all are loaded", async () => {
  const page = await open({ bundles: [...bundles, "rsvp"], twins: [twin("petition"), twin("survey")] });
  await drawn(page, 2);
  await page.Rungs.mount(element(), { kind: "rsvp" });
  assert.deepEqual(page.started, ["all"]);
});

test("the address of the loader can ask for a bundle", async () => {
  const page = await open({ bundles, query: "?bundle=all", twins: [twin("petition")] });
  await drawn(page, 1);
  assert.deepEqual(page.started, ["all"]);
});

test("a kind that does not exist does not make the bundle larger", async () => {
  const page = await open({ bundles, twins: [twin("petitoin"), twin("survey")] });
  await drawn(page, 1);
  assert.deepEqual(page.started, ["survey"]);
  assert.equal(page.said[0], 'Rungs: "petitoin" is no kind of widget: use petition,survey,rsvp,ladder');
});

test("a config is checked by a bundle of its own, which no widget loads", async () => {
  const page = await open({ bundles: ["petition", "check"], twins: [twin("petition")] });
  await drawn(page, 1);
  assert.deepEqual(page.started, ["petition"]);
  assert.deepEqual(await window.Rungs.check({ id: "a" }), [{ level: "good", message: "a" }]);
  assert.deepEqual(page.started, ["petition", "check"]);
  await page.Rungs.mount(element(), { kind: "petition" });
  assert.deepEqual(page.started, ["petition", "check"]);
});
