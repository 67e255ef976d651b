// Runs in the measured page before anything else: what the bench asks of a ladder.
(() => {
  const host = () => document.querySelector("#ladder");
  const find = (selector) => host()?.shadowRoot?.querySelector(selector);
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

  /** What the ladder says. */
  const said = () => find(".ladder").textContent;

  /** Settles once the ladder is there, with the code that an update takes. */
  window.drawn = async () => {
    await until("ladder", () => find(".next-label"));
    // All under the next step may come with a later file.
    await until("question", () => find("details.about summary"));
    find("details.about summary").click();
    await until("answers", () => find("#minutes"));
  };

  const acts = {
    // As a petition of the page tells it.
    done: (widget) =>
      document.body.dispatchEvent(
        new CustomEvent("rungs:outcome", {
          bubbles: true,
          detail: { widget: "petition", id: widget, campaign: "way", outcome: "confirmed" },
        }),
      ),
    later: () => find(".next .back").click(),
    minutes: () => {
      find("#minutes").value = "15";
      find("#minutes").dispatchEvent(new Event("change", { bubbles: true }));
    },
  };

  /** Does something; settles once the page shows what it led to, with the milliseconds that took. */
  window.follow = async (act, what) => {
    const before = said();
    const start = performance.now();
    acts[act](what);
    const at = await painted();
    if (said() == before) throw Error(`${act} ${what ?? ""} changed nothing within a frame`);
    return at - start;
  };
})();
