// Reads fixtures/widgets.json and the files that it names into one list of states, for the gallery,
// its pictures and the tests alike. A file has a `base` config, the `filled` answers, and `states`
// (each a change of the base and what is done to it: its `draft` is on the device before, `press` is
// pressed at last, and it is drawn once `shows` is seen); or `sets`: the same questions empty, filled
// and sent with errors.

const read = async (name) => (await fetch(`fixtures/${name}`)).json();

const PHASES = [
  { id: "empty" },
  { id: "filled", fill: "fill" },
  { id: "invalid", fill: "wrong", submit: true },
];

/** The three states of a set. */
const phases = (set) =>
  PHASES.map(({ id, fill, submit }) => ({
    id: `${set.id}-${id}`,
    about: `${set.about} (${id})`,
    config: set.config,
    fill: set[fill],
    submit,
  }));

/** A day, or the one that is so many days from today ("+2"): staff are in touch soon or never. */
function day(text) {
  if (!text.startsWith("+")) return text;
  return new Date(Date.now() + Number(text) * 86_400_000).toISOString().slice(0, 10);
}

/** What the widget is told: the file's base, changed as the state says. */
function config(base, state) {
  const merged = { ...base, ...state.config, id: `gallery-${state.id}` };
  if (merged.backend.kind === "preview") {
    merged.backend = { ...merged.backend, ...state.backend };
    const { progress } = merged.backend;
    if (progress?.waiting) {
      const waiting = Object.entries(progress.waiting).map(([rung, due]) => [rung, day(due)]);
      merged.backend.progress = { ...progress, waiting: Object.fromEntries(waiting) };
    }
    if (state.state) merged.backend.state = { ...merged.backend.state, ...state.state };
  }
  return merged;
}

/** Every state of every widget. */
export async function load() {
  const all = [];
  for (const { widget, fixtures } of await read("widgets.json")) {
    for (const file of fixtures) {
      const { base, filled, states = [], sets = [] } = await read(file);
      for (const state of [...states, ...sets.flatMap(phases)]) {
        const fill = state.fill === "filled" ? filled : state.fill;
        all.push({ ...state, widget, fill, base, config: config(base, state) });
      }
    }
  }
  return all;
}
