// The loader makes one config document of several sources, and finds out the language.

import assert from "node:assert/strict";
import { test } from "node:test";
import { element, open } from "./page.js";

/** The config that the kit is given for an element. */
async function config(widget, { given, ...options } = {}) {
  const page = await open(options);
  await page.Rungs.mount(widget, given);
  return page.prepared[0].config;
}

test("the document is weaker than the inline script, and that weaker than attributes", async () => {
  const widget = element("rungs-petition", { config: "/c.json", accent: "#333333" }, '{"title":"two","accent":"#222222"}');
  const files = { "/c.json": '{"id":"clean-air","title":"one","accent":"#111111"}' };
  assert.deepEqual(await config(widget, { files }), {
    kind: "petition",
    id: "clean-air",
    title: "two",
    accent: "#333333",
  });
});

test("what a script gives to mount is the strongest", async () => {
  const widget = element("rungs-petition", { accent: "#333333" });
  assert.equal((await config(widget, { given: { accent: "#444444" } })).accent, "#444444");
});

test("a twin says with data- what an element says without", async () => {
  const widget = element("div", { "data-rungs": "petition", "data-backend": "preview", "data-theme": "dark", "data-lang": "de" });
  assert.deepEqual(await config(widget), { kind: "petition", backend: "preview", theme: "dark", lang: "de" });
});

test("every attribute that stands for a key of the config is read", async () => {
  const keys = { backend: "preview", lang: "de", accent: "#333333", theme: "dark", density: "compact", source: "flyer" };
  assert.deepEqual(await config(element("rungs-petition", keys)), { kind: "petition", ...keys });
});

test("test mode is on whenever its attribute is there", async () => {
  assert.equal((await config(element("rungs-petition", { test: "" }))).test, true);
  assert.equal("test" in (await config(element("rungs-petition"))), false);
});

test("the source of the link beats the document's, and the attribute beats both", async () => {
  const inline = '{"source":"document"}';
  const search = "?utm_source=newsletter%203";
  const of = async (attributes, search) => (await config(element("rungs-petition", attributes, inline), { search })).source;
  assert.equal(await of({}, ""), "document");
  assert.equal(await of({}, search), "newsletter 3");
  assert.equal(await of({}, `${search}&source=flyer`), "flyer");
  assert.equal(await of({ source: "partner" }, search), "partner");
});

test("any element becomes a widget of the kind that its config names", async () => {
  const page = await open();
  const widget = element("div");
  const { unmount } = await page.Rungs.mount(widget, { kind: "petition", id: "a" });
  assert.equal(page.prepared[0].kind, "petition");
  assert.equal(widget.attributes["data-rungs"], "petition");
  unmount();
  assert.equal("data-rungs" in widget.attributes, false);
});

test("an update is merged over what was there", async () => {
  const page = await open();
  const { update } = await page.Rungs.mount(element("rungs-petition"), { id: "a", title: "one" });
  update({ title: "two" });
  assert.deepEqual(page.prepared[1].config, { kind: "petition", id: "a", title: "two" });
});

test("the language is the attribute's, else the page's", async () => {
  const page = await open({ lang: "fr" });
  await page.Rungs.mount(element("rungs-petition", { lang: "en" }));
  await page.Rungs.mount(element("rungs-petition"));
  assert.deepEqual(page.prepared.map(({ options }) => options.lang), ["en", "fr"]);
});
