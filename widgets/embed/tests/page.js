// A page without a browser: just enough of one to run rungs.js in node. What a real DOM does is
// tested in a real browser; here only decisions are.

import { rmSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const LOADER = new URL("../rungs.js", import.meta.url);

/** A bundle that draws nothing and remembers what it was asked. */
const BUNDLE = `
  export default async ({ module_or_path }) => {
    await module_or_path;
    page.started.push("NAME");
    if (page.refuses) throw page.refuses;
  };
  export const check = async ({ id }) => [{ level: "good", message: id }];
  export const prepare = (kind, config, options) => {
    page.prepared.push({ kind, config, options });
    return {
      warnings: [],
      mount() {},
      update: (config) => page.prepared.push({ kind, config, options }),
      unmount() {},
    };
  };
`;

/** An element with attributes and, as its only child, perhaps an inline config. */
class FakeElement {
  isConnected = true;
  events = [];

  constructor(localName = "div", attributes = {}, inline) {
    this.localName = localName;
    this.attributes = attributes;
    this.inline = inline;
    const key = (name) => `data-${name}`;
    this.dataset = new Proxy(attributes, {
      get: (all, name) => all[key(name)],
      set: (all, name, value) => ((all[key(name)] = value), true),
      deleteProperty: (all, name) => delete all[key(name)],
    });
  }
  getAttribute = (name) => this.attributes[name] ?? null;
  closest = () => (this.attributes.lang ? { lang: this.attributes.lang } : null);
  querySelector = (selector) =>
    selector.startsWith("script") && this.inline ? { textContent: this.inline } : null;
  querySelectorAll = () => [];
  contains = () => false;
  getRootNode = () => document;
  getClientRects = () => [{ top: this.attributes.top ?? 0 }];
  attachShadow = () => ({ replaceChildren() {}, querySelector: () => ({}), querySelectorAll: () => [] });
  addEventListener() {}
  dispatchEvent(event) {
    this.events.push(event);
  }
}

/** What is far below is scrolled to at once, but not in the task that asks. */
class FakeIntersectionObserver {
  constructor(heard) {
    this.heard = heard;
  }
  observe(target) {
    setTimeout(() => this.heard([{ isIntersecting: true, target }]));
  }
  unobserve() {}
}

/**
 * Opens a page and loads a fresh copy of the loader in it.
 *
 * - `files`: what `fetch` finds, by the end of the address: text, a status, or an Error
 * - `bundles`: the kinds of widget that have a bundle of their own; there is also `all`
 * - `query`: what is added to the loader's address
 * - `twins`: elements that are in the page from the start
 * - `search`, `hash`: the end of the page's address
 */
export async function open({ files = {}, bundles = ["petition"], query = "", twins = [], search = "", hash = "", lang = "en" } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "rungs-embed-test-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  const source = await readFile(LOADER, "utf8");
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "rungs.js"), source);
  for (const name of [...bundles, "all"]) {
    await writeFile(join(folder, `${name}.js`), BUNDLE.replace("NAME", name));
  }

  const page = { fetched: [], prepared: [], started: [], said: [], folder: pathToFileURL(folder).href };
  const answer = (address) => {
    const found = Object.keys(files).find((end) => address.endsWith(end));
    return found ? files[found] : address.endsWith(".wasm") ? "" : 404;
  };
  Object.assign(globalThis, {
    page,
    window: globalThis,
    Rungs: undefined,
    HTMLElement: FakeElement,
    IntersectionObserver: FakeIntersectionObserver,
    MutationObserver: class {
      observe() {}
    },
    customElements: { define() {} },
    CustomEvent: class {
      constructor(type, { detail }) {
        Object.assign(this, { type, detail });
      }
    },
    document: {
      readyState: "complete",
      documentElement: { lang },
      createElement: () => ({}),
      querySelectorAll: () => twins,
    },
    location: { search, href: `https://example.org/page${search}${hash}` },
    history: {
      state: { page: 7 },
      replaceState: (state, _, href) => Object.assign(page, { state, href }),
    },
    addEventListener() {},
    async fetch(address, options) {
      page.fetched.push({ address, options });
      const found = answer(address);
      if (found instanceof Error) throw found;
      if (typeof found == "number") return { ok: false, status: found };
      return { ok: true, status: 200, text: async () => found, json: async () => JSON.parse(found) };
    },
  });
  console.error = console.warn = (message) => page.said.push(message);
  page.Rungs = await import(`${pathToFileURL(join(folder, "rungs.js"))}${query}`);
  return page;
}

/** An element of the page. */
export const element = (...all) => new FakeElement(...all);

/** Waits until so many widgets are there. */
export async function drawn(page, count) {
  while (page.prepared.length < count) await new Promise((go) => setTimeout(go, 5));
}
