// Draws every state of the fixtures. `?look=dark` (or rtl, narrow) draws all of them so;
// `?state=invalid` draws one alone; `?bare` draws none, for tests and pictures, which call
// `gallery.show`; `?theme=paper` dresses them all; `?backend=http://…` names the backend of the real petition.
import { mount } from "./rungs.js?bundle=all";
import { load } from "./states.js";

const query = new URLSearchParams(location.search);
const only = query.get("state");
const bare = query.has("bare");
const states = await load();

/** What a state can be looked at in; each changes the state's own page, language and width. */
const looks = {
  light: {},
  dark: { page: "dark" },
  rtl: { lang: "ar" },
  narrow: { width: 320 },
};

const theme = query.get("theme")?.match(/^[a-z]+$/);
if (theme) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = `themes/${theme}.css`;
  document.head.append(link);
  await new Promise((go) => (link.onload = link.onerror = go));
}

function frame(state) {
  const section = document.createElement("section");
  section.id = `state-${state.id}`;
  section.innerHTML = "<h2></h2><p></p><div class='frame'></div>";
  section.children[0].textContent = state.id;
  section.children[1].textContent = state.about;
  const box = section.lastElementChild;
  if (state.width) box.classList.add("narrow");
  if (state.page === "dark") box.classList.add("dark");
  document.querySelector("main").append(section);
  return box;
}

/**
 * Waits for what comes only once a widget was seen: the names of countries, the search of a list,
 * questions that take more code, and what whoever comes to an event is asked.
 */
async function complete(root, { fields = [], questions = [] }) {
  const isSearched = ({ search, kind }) => search === true || kind === "searchable";
  const [first] = fields.map((field) => field.name ?? field);
  const searched = [...fields, ...questions].filter(isSearched).length;
  const lacks = () =>
    root.querySelectorAll("[role=combobox]").length < searched ||
    root.querySelector(".awaited:empty") ||
    (first && root.querySelector("form") && !root.querySelector(`[name="${first}"]:not([hidden])`)) ||
    [...root.querySelectorAll("select[autocomplete=country]")].some(({ length }) => length < 3);
  while (lacks()) await new Promise(requestAnimationFrame);
}

/** Types into the search of a select, and leaves it. */
function search(input, { options }, value) {
  input.value = [...options].find((option) => option.value === value)?.text ?? value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("focusout", { bubbles: true }));
}

function type(root, values) {
  for (const [name, given] of Object.entries(values)) {
    const controls = [...root.querySelectorAll(`[name="${name}"]`)];
    if (/radio|checkbox/.test(controls[0].type)) {
      for (const control of controls) if ([given].flat().includes(control.value)) control.click();
    } else if (controls[0].localName === "select" && controls[0].hidden) {
      search(root.getElementById(`f-${name}`), controls[0], given);
    } else {
      controls[0].value = given;
      controls[0].dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

/** Leaves on the device what the state says was answered before, and nothing of when it was drawn before. */
function keep({ config, draft }) {
  const key = `rungs:answers:${config.id}`;
  localStorage.removeItem(key);
  if (draft) localStorage.setItem(key, JSON.stringify({ at: Date.now(), ...draft }));
}

/** Presses what comes after the form was sent. */
async function press(root, selector) {
  while (!root.querySelector(selector)) await new Promise(requestAnimationFrame);
  root.querySelector(selector).click();
}

async function draw(state, look) {
  const seen = { ...state, ...look };
  const box = frame(seen);
  const widget = document.createElement("div");
  widget.append(document.getElementById("plain-form").content.cloneNode(true));
  if (seen.lang) widget.lang = seen.lang;
  box.append(widget);
  if (state.id === "loading") return;
  // A state with a theme of its own has an accent for it.
  const config = { ...state.config, theme: state.config.theme ?? seen.theme };
  keep({ ...state, config });
  const { unmount } = await mount(widget, config);
  const root = widget.shadowRoot;
  await complete(root, config);
  if (state.fill) type(root, state.fill);
  if (state.submit) root.querySelector("form").requestSubmit();
  if (state.press) await press(root, state.press);
  return unmount;
}

let unmount;

/** Draws the state at an index alone, in the place of the one before. */
async function show(index, look) {
  unmount?.();
  document.querySelectorAll("main > :not(#live)").forEach((section) => section.remove());
  document.body.classList.add("alone");
  document.activeElement?.blur();
  scrollTo(0, 0);
  unmount = await draw(states[index], look);
}

async function showAll(look) {
  for (const state of states) await draw(state, look).catch((error) => console.error(state.id, error));
  // A state that took the focus would scroll the gallery to it.
  document.activeElement?.blur();
  scrollTo(0, 0);
}

async function showLive() {
  const backend = query.get("backend") ?? "http://127.0.0.1:8787";
  const answers = await fetch(`${backend}/healthz`).then((reply) => reply.ok, () => false);
  const note = document.getElementById("live-note");
  const live = document.createElement("rungs-petition");
  if (answers) {
    note.textContent = `This petition is kept by the backend at ${backend}.`;
    live.setAttribute("config", `${backend}/v1/widgets/clean-air`);
  } else {
    note.textContent = `No backend answers at ${backend}: this is a preview. \`cargo xtask demo\` starts one.`;
    const inline = document.createElement("script");
    inline.type = "application/json";
    inline.textContent = JSON.stringify(states.find(({ widget }) => widget === "petition").base);
    live.append(inline);
  }
  document.querySelector("#live .frame").append(live);
}

window.gallery = { states, looks, show };
const look = looks[query.get("look")] ?? {};
if (only) await show(states.findIndex(({ id }) => id === only), look);
else if (!bare) await showAll(look);
document.documentElement.dataset.drawn = "yes";
if (!only && !bare) await showLive();
