// There is one version, and one loader that serves a page.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { open } from "./page.js";

test("the loader has the version of the workspace", async () => {
  const workspace = await readFile(new URL("../../../Cargo.toml", import.meta.url), "utf8");
  const { Rungs } = await open();
  assert.equal(Rungs.version, /\[workspace\.package\][^[]*?version = "([^"]+)"/.exec(workspace)[1]);
});

test("a second loader, of whatever version, gives what the first gave", async () => {
  const page = await open();
  const second = await import(`${page.folder}/rungs.js?second`);
  assert.equal(second.mount, page.Rungs.mount);
  assert.equal(globalThis.Rungs.mount, page.Rungs.mount);
});
