// Runs in each measured page before anything else: what the bench asks of a survey, whichever
// of them it is.
(() => {
  const memories = new Set();
  for (const how of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[how];
    WebAssembly[how] = async (...given) => {
      const made = await original.apply(WebAssembly, given);
      for (const one of Object.values((made.instance ?? made).exports)) {
        if (one instanceof WebAssembly.Memory) memories.add(one);
      }
      return made;
    };
  }

  const host = () => document.querySelector("#survey");
  const ours = () => host().localName == "rungs-survey";
  const root = () => (ours() ? host().shadowRoot : host());
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));
  const frame = () => new Promise((go) => requestAnimationFrame(go));
  /** Settles once the next frame is painted: a task that a frame posts runs after it. */
  const painted = async () => {
    await frame();
    const { port1, port2 } = new MessageChannel();
    const after = new Promise((go) => (port1.onmessage = () => go(performance.now())));
    port2.postMessage(0);
    return after;
  };

  addEventListener("rungs:ready", () => performance.mark("ready"));

  /** What is seen of a question: there may be more of it that is not. */
  const seen = (name) =>
    ours()
      ? [...root().querySelectorAll(`[name="${name}"]`)].find((control) => control.checkVisibility())
      : [...root().querySelectorAll(`[data-name="${name}"]`)].find((question) => !question.closest("[hidden]"));
  const button = (which) =>
    ours()
      ? root().querySelector(which == "next" ? "form [part~=button]" : "form [part~=back]")
      : root().querySelector(which == "next" ? ".sd-navigation__next-btn" : ".sd-navigation__prev-btn");
  const files = () => {
    const sizes = {};
    for (const { name, encodedBodySize } of performance.getEntriesByType("resource")) {
      sizes[new URL(name).pathname] = Math.max(sizes[new URL(name).pathname] ?? 0, encodedBodySize);
    }
    return Object.entries(sizes);
  };

  /** When the first question could be answered, and what was loaded for it. */
  window.answerable = async (name) => {
    const patience = performance.now() + 60_000;
    for (; !performance.getEntriesByName("ready").length; await pause(50)) {
      if (performance.now() > patience) throw Error("no survey after a minute");
    }
    const drawn = performance.getEntriesByName("ready")[0].startTime;
    if (!seen(name)) throw Error(`${name} is not on the first page`);
    const { duration } = await shown;
    return { at: drawn + duration, files: files() };
  };
  // From when it is drawn to when it is seen.
  const shown = new Promise((go) => {
    new PerformanceObserver(async (list) => {
      const [ready] = list.getEntriesByName("ready");
      if (ready) go({ duration: (await painted()) - ready.startTime });
    }).observe({ type: "mark", buffered: true });
  });

  /** Settles when nothing has been loaded for a second. */
  window.quiet = async () => {
    for (let before = -1, now = 0; before != now; ) {
      before = now;
      await pause(1000);
      now = performance.getEntriesByType("resource").length;
    }
  };

  /** Someone reads the page. */
  window.read = () => pause(1000);

  /** Puts the cursor into a text. */
  window.write = async (name) => {
    const question = seen(name);
    const input = question?.matches("input") ? question : question?.querySelector("input");
    if (!input) throw Error(`${name} takes no text`);
    input.scrollIntoView({ block: "center" });
    input.focus();
    await painted();
  };

  /** How long a key takes: the longest time from one of its events to the next frame. */
  let key = [];
  for (const type of ["keydown", "input", "keyup"]) {
    addEventListener(type, ({ timeStamp }) => key.push(painted().then((at) => at - timeStamp)), true);
  }
  window.typed = async () => {
    const durations = await Promise.all(key);
    key = [];
    if (!durations.length) throw Error("no key came");
    return Math.max(...durations);
  };

  /** Where a button is pressed. */
  window.button = async (which) => {
    const found = button(which);
    if (!found) throw Error(`there is no button ${which}`);
    found.scrollIntoView({ block: "center" });
    await painted();
    const { left, top, width, height } = found.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };

  /** How long it takes from a click until a page's first question is seen, and until one below is there too. */
  window.turning = (first, below) => {
    const turned = new Promise((go, fail) => {
      const click = async ({ timeStamp }) => {
        const patience = performance.now() + 20_000;
        const until = async (name) => {
          while (!seen(name)) {
            if (performance.now() > patience) throw Error(`the page of ${name} never came`);
            await frame();
          }
          return (await painted()) - timeStamp;
        };
        try {
          go([await until(first), await until(below)]);
        } catch (error) {
          fail(error);
        }
      };
      addEventListener("click", click, { capture: true, once: true });
    });
    window.turned = () => turned;
  };

  window.loaded = files;
  window.wasmMemory = () => [...memories].reduce((all, { buffer }) => all + buffer.byteLength, 0);
})();
