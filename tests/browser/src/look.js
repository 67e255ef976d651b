// What the contracts ask of the state that the gallery draws alone. `look` is theirs only.
window.look = (() => {
  const host = () => document.querySelector(".frame > div");
  /** The widget's root; the plain form's while there is no widget. */
  const root = () => host().shadowRoot ?? host();
  const all = (selector, scope = root()) => [...scope.querySelectorAll(selector)];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const words = (element) => (element?.innerText ?? "").replace(/\s+/g, " ").trim();

  /** What is read of an element: pictures by their alternative text, and no signs that only decorate. */
  const read = (node) => {
    if (node.nodeType === 3) return node.data;
    if (node.nodeType !== 1 || node.ariaHidden === "true" || !shown(node)) return "";
    return node.localName === "img" ? ` ${node.alt} ` : [...node.childNodes].map(read).join("");
  };
  const label = (element) => (element ? read(element).replace(/\s+/g, " ").trim() : "");

  /** Whether a state is as it will stay: sent forms are answered, what comes after the paint has come. */
  const settled = (index) => {
    const state = gallery.states[index];
    if (state.id === "loading") return true;
    const asked = all("select").every(({ options }) => options.length > 2);
    // A backend that does not answer leaves the room for its count empty.
    const counted = state.config.backend.kind !== "preview" || !root().querySelector(".room");
    if (!root().querySelector(".rungs") || !counted || !asked) return false;
    // The code for a form that was begun brings a look of its own, besides that of all widgets and of this one.
    if (state.fill && root().adoptedStyleSheets.length < 3) return false;
    // What a ladder knows of everyone comes after the paint, and is drawn into the rungs.
    if (state.widget === "ladder" && !root().querySelector(".people")) return false;
    if (state.shows && !all(state.shows).some(shown)) return false;
    if (!state.submit || state.press) return true;
    if (state.backend?.delay_ms) return root().querySelector("[aria-disabled=true]");
    return root().activeElement?.tabIndex === -1;
  };

  const CONTROLS = "input:not([type=hidden]), select, textarea, button, summary";
  const controls = () => all(`${CONTROLS}, a[href]`).filter(shown);

  /** How a failure names an element. */
  const called = (element) =>
    `${element.localName}${element.name ? `[${element.name}]` : ""} “${words(element).slice(0, 40)}”`;

  /** Where Tab must stop, in order: every control and link, a group of radio buttons and a grid once. */
  const stops = () => {
    const groups = new Map();
    const stops = [];
    for (const control of controls()) {
      if (control.disabled) continue;
      const group = control.closest("[role=grid]") ?? (control.type === "radio" ? control.name : control);
      if (!groups.has(group)) {
        groups.set(group, String(stops.length));
        stops.push(called(control));
      }
      control.dataset.stop = groups.get(group);
    }
    return stops;
  };

  const focused = () => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active;
  };

  const hasRing = (element) => {
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== "none";
  };

  /** The elements that hold words of their own. */
  const worded = () =>
    all("*").filter(
      (element) => shown(element) && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()),
    );

  /** Where an element's own words are. */
  const place = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect();
  };

  return { host, root, all, shown, words, label, settled, controls, called, stops, focused, hasRing, worded, place };
})();
