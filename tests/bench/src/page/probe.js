// Runs in each measured page before anything else and notes what the browser says of it.
(() => {
  const noted = { form: null, tasks: [], shifts: [] };
  const observe = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe("element", ({ renderTime }) => (noted.form ??= renderTime));
  observe("longtask", ({ startTime, duration }) => noted.tasks.push([startTime, duration]));
  observe("layout-shift", ({ value, hadRecentInput }) => hadRecentInput || noted.shifts.push(value));
  addEventListener("rungs:ready", () => performance.mark("upgraded"));

  const root = () => document.querySelector("#petition")?.shadowRoot;
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));

  /** Settles when the petition is there and its count as well, and the page has come to rest. */
  window.measured = async () => {
    for (const patience = performance.now() + 30_000; !root()?.querySelector("progress"); await pause(100)) {
      if (performance.now() > patience) throw Error("the petition was not there after 30 seconds");
    }
    await pause(500);
    const [page] = performance.getEntriesByType("navigation");
    const files = [page, ...performance.getEntriesByType("resource")];
    const upgrade = performance.getEntriesByName("upgraded")[0]?.startTime ?? null;
    return {
      ...noted,
      // On a very busy machine the widget may be there before the first paint.
      form: noted.form ?? upgrade,
      upgrade,
      files: files.map(({ name, startTime, responseEnd }) => [name, startTime, responseEnd]),
      controls: [...root().querySelectorAll("input,textarea,select")].map(({ type, name, value }) =>
        type == "radio" ? `${name}=${value}` : name,
      ),
    };
  };
})();
