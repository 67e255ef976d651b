// Rungs, the loader: turns <rungs-petition> and <div data-rungs="petition"> into widgets.
//
// The children of such an element are the widget until the kit is ready, and again if anything
// fails: a shadow root is attached only once the wasm runs and has accepted the config. What a
// supporter has typed goes along both ways. rungs.d.ts says what pages and scripts can rely on.

// What opens someone's progress on a ladder leaves the address before another script reads it there.
const [page, key] = location.href.split("#rungs=");
if (key) history.replaceState(history.state, "", page);

const KINDS = "petition,survey,rsvp,ladder".split(",");

/** An address beside this script. */
const beside = (path) => new URL(path, import.meta.url).href;

/** An error that staff can act on. */
const fault = (phase, message, problems) => Object.assign(Error(message), { phase, problems });

// ── What is typed, and where the focus is ──

/** The controls below a node that a supporter can fill. */
const controls = (scope) =>
  [...scope.querySelectorAll("input,select,textarea")].filter(
    ({ name, type }) => name && !/button|file|hidden|image|reset|submit/.test(type),
  );

const isBox = ({ type }) => /checkbox|radio/.test(type);

/** Pairs of name and value. Of the boxes only ticked ones, and none that the page had ticked. */
const read = (scope, ours) =>
  controls(scope)
    .filter((control) => !isBox(control) || (control.checked && (ours || !control.defaultChecked)))
    .map(({ name, value }) => [name, value]);

const write = (scope, values) => {
  const typed = new URLSearchParams(values);
  controls(scope).forEach((control) => {
    const mine = typed.getAll(control.name);
    if (isBox(control)) control.checked = mine.includes(control.value);
    else if (mine.length) control.value = mine[0];
  });
};

/** Moves the focus, caret included, from a control to its counterpart below another node. */
const refocus = (from, scope) => {
  // What searches a select has no name, but an id made of the select's.
  const name = from?.name || from?.id.slice(2);
  const to =
    from?.type == "submit"
      ? scope.querySelector("[type=submit],button:not([type])")
      : controls(scope).find(
          (control) => control.name == name && (!isBox(control) || control.value == from.value),
        );
  try {
    to.focus({ preventScroll: true });
    to.setSelectionRange(from.selectionStart ?? 1e6, from.selectionEnd ?? 1e6);
  } catch {
    // An email field has no caret for scripts, but a new value sends it to the end.
    if (to?.type == "email") [to.value, to.value] = ["", to.value];
  }
};

// ── Loading ──

/** Lets the page do other things between two steps that take long on a small phone. */
const turn = (time) => new Promise((go) => setTimeout(go, time));

/** Tries once more after a pause, under another address: a failed import may stay cached. */
const twice = (attempt) =>
  attempt("").catch(() => turn(1000).then(() => attempt("?again")));

/** An answer; where it is asked for with options, its text. */
const get = async (url, phase, options) => {
  try {
    const response = await twice(() => fetch(url, options));
    if (response.ok) return options ? response.text() : response;
    throw Error(response.status);
  } catch ({ message }) {
    throw fault(phase, `${url} cannot be fetched (${message}): check address, CORS headers, connect-src`);
  }
};

/** Problems of a config document, in one line. */
const say = (problems) => problems.map(({ path, message }) => path + " " + message).join("; ");

const parse = (text, place) => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fault("config", `${place} is not JSON: ${error.message}`);
  }
};

/** The words of a language or its base (de-AT, de); none for English, and where there are none. */
const translate = async (lang) => {
  let tag = lang;
  let why;
  try {
    // zh-CN says nothing of its script, by which the files are named.
    if (/^zh/i.test(lang)) tag = new Intl.Locale(lang).maximize().baseName;
  } catch {}
  for (; tag && !/^en\b/i.test(tag); tag = tag.replace(/-?[^-]*$/, "")) {
    const url = beside(`locales/${tag}.json`);
    try {
      // Rather a widget in English than none for as long as a server keeps us waiting.
      return parse(await get(url, "", { signal: AbortSignal.timeout(5000) }), url);
    } catch (error) {
      why = error;
    }
  }
  if (why) console.warn("Rungs: " + why.message);
};

/** Settles once the children of a node are there: the parser fills an element after its birth. */
const parsed = async (node) => {
  if (document.readyState != "loading") return;
  for (; node; node = node.parentNode) if (node.nextSibling) return;
  await new Promise((go) => document.addEventListener("readystatechange", go));
};

/** The glue of each bundle, promised. One wasm instance each, however many widgets. */
const bundles = {};

/** The smallest bundle with all kinds on the page that no bundle serves yet. */
const choose = (kind) => {
  const missing = KINDS.filter((name) => !bundles[name] && [...live].some((one) => one.kind() == name));
  return (
    new URL(import.meta.url).searchParams.get("bundle") ||
    (bundles.all || (missing.includes(kind) && missing[1]) ? "all" : kind)
  );
};

const load = (name) =>
  (bundles[name] ??= Promise.all([
    twice((query) => import(beside(`${name}.js${query}`))),
    get(beside(`${name}_bg.wasm`), "load"),
  ])
    .then(async ([glue, module_or_path]) => {
      await glue.default({ module_or_path });
      await turn();
      return glue;
    })
    .catch((error) => {
      delete bundles[name];
      throw error.phase
        ? error
        : /CSP|Security|eval/.test(error.message)
        ? fault("csp", "CSP blocks WebAssembly: add 'wasm-unsafe-eval' to script-src")
        : fault("load", `${beside(name)}.js or _bg.wasm cannot be used (${error}): check address, CORS headers, content type, script-src`);
    }));

/** A trap leaves a wasm instance unusable, and with it every widget of its bundle. */
const crashed = ({ error, reason = error }) => {
  if (reason?.name != "RuntimeError") return;
  for (const name in bundles) {
    // The page may run other wasm than ours.
    if (!`${reason.stack}`.includes(beside(name))) continue;
    const broken = fault("run", `${beside(name)}_bg.wasm crashed (${reason.message}): reload the page`);
    (bundles[name] = Promise.reject(broken)).catch(() => {});
    live.forEach((one) => one.bundle == name && one.fail(broken));
  }
};

// ── The life of an element ──

/** What is in the page and has not failed. */
const live = new Set();

/** Under which key an element keeps its life. */
const LIFE = Symbol();

const of = (host) => (host[LIFE] ??= control(host));

const control = (host) => {
  let config = {};
  let given, root, widget;
  /** What was typed when the widget was last taken down. */
  let kept = [];
  /** Counts lives: what was begun in one must not end in another. */
  let life = 0;

  const kind = () => host.dataset.rungs ?? host.localName.slice(6);
  const attribute = (name) => host.getAttribute("data-" + name) ?? host.getAttribute(name);

  const emit = (type, detail) => {
    const { id, campaign = id } = config;
    host.dispatchEvent(
      new CustomEvent("rungs:" + type, {
        bubbles: true,
        composed: true,
        detail: { widget: kind(), id, campaign, ...detail },
      }),
    );
  };

  /** Tells staff, in the console and by an event. */
  const report = (error) => {
    const { phase = "mount", problems } = error;
    const message = problems
      ? `the config at ${attribute("config") ?? "this element"} cannot be used: ${say(problems)}`
      : error.message ?? error + "";
    console.error("Rungs: " + message, host);
    emit("error", { phase, message, problems });
    return fault(phase, message, problems);
  };

  /** Ends a life: the children are the widget again, with what was typed. */
  const stop = (broken) => {
    const old = widget;
    const focus = root?.activeElement;
    widget = null;
    life++;
    live.delete(self);
    viewport.unobserve(host);
    if (old) {
      kept = read(root, true);
      if (kept.length) write(host, kept);
      // It was sent: the next person at this screen starts afresh.
      else if (!broken) host.querySelectorAll("form").forEach((form) => form.reset());
    }
    if (root) {
      root.adoptedStyleSheets = [];
      root.replaceChildren(document.createElement("slot"));
      refocus(focus, host);
    }
    if (!broken) old?.unmount();
  };

  const fail = (error) => {
    stop(true);
    return report(error);
  };

  const speaks = () =>
    attribute("lang") ||
    host.closest("[lang]:not([lang=''])")?.lang ||
    document.documentElement.lang ||
    navigator.language;

  const begin = async () => {
    const mine = ++life;
    const check = () => {
      if (mine != life) throw Error("taken away");
    };
    live.add(self);
    try {
      // Everything that comes in the same task counts for the choice of the bundle.
      await null;
      if (!KINDS.includes(kind())) throw fault("config", `"${kind()}" is no kind of widget: use ${KINDS}`);
      const url = attribute("config");
      const lang = (self.lang = speaks());
      self.bundle = choose(kind());
      const [glue, words, text] = await Promise.all([
        load(self.bundle),
        translate(lang),
        url && get(url, "config", { credentials: "omit" }),
        parsed(host),
      ]);
      check();

      const inline = host.querySelector("script[type$='/json']")?.textContent;
      const query = new URLSearchParams(location.search);
      const source = query.get("source") || query.get("utm_source");
      // The weakest first.
      config = Object.assign({ kind: kind() }, url && parse(text, url), inline && parse(inline, "the inline config"), source && { source });
      for (const name of "backend,lang,accent,theme,density,source,test".split(",")) {
        const value = attribute(name);
        if (value != null) config[name] = name == "test" || value;
      }
      Object.assign(config, given);

      const next = glue.prepare(kind(), config, { host, lang, words, address: [["#rungs", key], ...query] });
      await turn();
      check();

      // From here to the end nothing waits: a supporter sees either the children or the widget.
      const focus = root?.activeElement ?? host.getRootNode().activeElement;
      if (widget) write(host, (kept = read(root, true)));
      // A control of the page may not hold all that ours did.
      const values = widget
        ? kept
        : [...kept.filter(([name]) => !controls(host).find((control) => control.name == name)), ...read(host)];
      widget?.unmount();
      root ??= host.attachShadow({ mode: "open" });
      root.replaceChildren();
      next.mount(root, values, !!kept[0]);
      widget = next;
      if (!focus?.isConnected || host.contains(focus)) refocus(focus, root);
      if (next.warnings.length) console.warn("Rungs: " + say(next.warnings), host);
      emit("ready");
      self.translate();
    } catch (error) {
      // Heard by `crashed`, which fails all that is lost with this one.
      if (error.name == "RuntimeError") reportError(error);
      throw mine == life ? fail(error) : error;
    }
  };

  const self = {
    kind,
    stop,
    fail,
    /** Begins; a failure is reported and needs no other answer. */
    show() {
      viewport.unobserve(host);
      begin().catch(() => {});
    },
    /** Speaks the page's language, unless what was sent would be lost with the old words. */
    translate: () =>
      self.lang != speaks() && root?.querySelector("[type=submit]:not([aria-disabled])") && self.show(),
    /** Follows the page, once it has come to rest: a move within one task changes nothing. */
    sync: () =>
      queueMicrotask(() => {
        if (host.isConnected == live.has(self)) return;
        if (live.has(self)) return stop();
        live.add(self);
        // The observer speaks only after the page was painted: it is for what is further down.
        const isNear = host.getClientRects()[0]?.top < 1300;
        if (isNear || attribute("loading") == "eager") self.show();
        else viewport.observe(host);
      }),
    mount: (document) => {
      stop();
      given = document;
      return begin();
    },
    update(changes) {
      const next = { ...config, ...changes };
      const focus = root?.activeElement;
      try {
        widget?.update(next);
      } catch (error) {
        if (error.name == "RuntimeError") reportError(error);
        throw widget ? report(error) : error;
      }
      config = next;
      given = { ...given, ...changes };
      if (focus) refocus(focus, root);
    },
  };
  // Of a long document the kit reads the rest only later.
  host.addEventListener("rungs:fail", (event) => fail(event.detail));
  // The children are being sent: from now on the page belongs to the browser.
  host.addEventListener("submit", () => widget || stop());
  return self;
};

const viewport = new IntersectionObserver(
  (entries) => entries.forEach(({ isIntersecting, target }) => isIntersecting && of(target).show()),
  { rootMargin: "600px" },
);

// ── The page ──

/** Looks at the twins in what came or went. */
const scan = (node) => {
  if (node.dataset?.rungs != null) of(node).sync();
  node.querySelectorAll?.("[data-rungs]").forEach(scan);
};

const start = () => {
  for (const kind of KINDS) {
    customElements.define(
      "rungs-" + kind,
      class extends HTMLElement {
        connectedCallback() {
          of(this).sync();
        }
        disconnectedCallback() {
          of(this).sync();
        }
        // Being there is enough: the browser then moves us without the other two.
        connectedMoveCallback() {}
      },
    );
  }
  new MutationObserver((records) => {
    records.forEach(({ removedNodes, addedNodes }) => [...removedNodes, ...addedNodes].forEach(scan));
    if (records.some((one) => one.attributeName)) live.forEach((one) => one.translate());
  }).observe(document, { childList: true, subtree: true, attributeFilter: ["lang", "data-lang"] });
  scan(document);

  addEventListener("error", crashed);
  addEventListener("unhandledrejection", crashed);
  for (const name of "error,forget,ready,start,submit,outcome,change,share,progress".split(",")) {
    addEventListener(
      "rungs:" + name,
      (event) => {
        const layer = event.composedPath()[0].dataset?.layer;
        if (layer) (window[layer] ??= []).push({ event: event.type, ...event.detail });
      },
      true,
    );
  }

  const mount = async (element, config = {}) => {
    const one = of(element);
    // As a twin it is seen when it leaves the page or comes back.
    const marked = !element.dataset.rungs && !/^rungs-/.test(element.localName);
    if (marked) element.dataset.rungs = config.kind;
    const unmount = () => {
      one.stop();
      if (marked) delete element.dataset.rungs;
    };
    await one.mount(config).catch((error) => {
      unmount();
      throw error;
    });
    return { update: one.update, unmount };
  };
  const check = async (config) => (await load("check")).check(config);
  return { version: "0.1.0", ready: parsed(document), mount, check };
};

// Whichever script came first serves the page; any other only points to it.
if (!window.Rungs?.mount) window.Rungs = start();
export const { version, ready, mount } = window.Rungs;
