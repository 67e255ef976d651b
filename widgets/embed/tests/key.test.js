// What opens someone's progress on a ladder comes with a link, and does not stay in the address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { element, open } from "./page.js";

const KEY = "k".repeat(43);

test("a key is out of the address before anything is loaded, on a page without a ladder too", async () => {
  const page = await open({ search: "?source=flyer", hash: `#rungs=${KEY}` });
  assert.equal(page.href, "https://example.org/page?source=flyer");
  // What the page's own scripts keep with this entry of the history is still there.
  assert.deepEqual(page.state, { page: 7 });
  assert.deepEqual(page.fetched, []);
});

test("the kit gets the key, whatever the page says in its query, with the widget that is drawn later", async () => {
  const page = await open({ search: "?%23rungs=other&source=flyer", hash: `#rungs=${KEY}` });
  await page.Rungs.mount(element("rungs-petition"));
  const { address } = page.prepared[0].options;
  assert.deepEqual(address[0], ["#rungs", KEY]);
  assert.deepEqual(address.slice(1), [["#rungs", "other"], ["source", "flyer"]]);
});

test("any other address stays as it is", async () => {
  for (const hash of ["", "#next", "#rungs", "#rungs="]) {
    const page = await open({ hash });
    await page.Rungs.mount(element("rungs-petition"));
    assert.equal(page.href, undefined, hash);
    assert.ok(!page.prepared[0].options.address[0][1], hash);
  }
});
