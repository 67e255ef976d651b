// Runs in the measured page before anything else: what the bench asks of a list of events.
(() => {
  const root = () => document.querySelector("#events")?.shadowRoot;
  const frame = () => new Promise((go) => requestAnimationFrame(go));
  /** Settles once the next frame is painted: a task that a frame posts runs after it. */
  const painted = async () => {
    await frame();
    const { port1, port2 } = new MessageChannel();
    const after = new Promise((go) => (port1.onmessage = () => go(performance.now())));
    port2.postMessage(0);
    return after;
  };
  const until = async (what, is) => {
    const patience = performance.now() + 60_000;
    for (; !is(); await frame()) {
      if (performance.now() > patience) throw Error(`no ${what} after a minute`);
    }
    await painted();
  };
  const find = (selector) => root()?.querySelector(selector);

  /** Settles once the list can be filtered. */
  window.listed = async () => {
    await until("list", () => find(".item-title"));
    await until("filters", () => find("#by-kind"));
    // On a phone they are folded.
    find("details:has(#by-kind)")?.setAttribute("open", "");
    // Whoever filters has looked at the list before, for longer than it takes to get ready for that.
    await new Promise((go) => setTimeout(go, 3000));
    await painted();
  };

  /** What is shown of the events: those of a list, the days, the month. */
  const shown = () =>
    [...root().querySelectorAll(".item:not([hidden]) .item-title, .day-title, .month-title")]
      .map((title) => title.textContent)
      .join();

  const { setTimeout } = window;
  let held = [];
  /** Does what the page put off until its frame was seen; that is no part of the frame. */
  window.release = async () => {
    window.setTimeout = setTimeout;
    for (const work of held) work();
    held = [];
    await painted();
  };

  /** Gives the focus to a control; what stands in it is typed over. */
  window.aim = async (selector, text) => {
    const control = find(selector);
    if (!control) throw Error(`there is no ${selector}`);
    control.scrollIntoView({ block: "center" });
    control.focus();
    if (text) control.select();
    await painted();
  };

  /** Waits for the next key, and until what it did is seen. What the page `putsOff` until then waits for `release`. */
  window.watch = async (putsOff) => {
    await painted();
    const before = shown();
    if (putsOff) {
      window.setTimeout = (work, after, ...given) =>
        after ? setTimeout(work, after, ...given) : held.push(() => work(...given));
    }
    window.followed = new Promise((go, fail) => {
      const heard = async ({ key, timeStamp }) => {
        const at = await painted();
        if (shown() == before) return fail(Error(`${key} changed nothing`));
        go(at - timeStamp);
      };
      addEventListener("keydown", heard, { capture: true, once: true });
    });
  };
})();
