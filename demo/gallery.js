// Draws every state of fixtures/*.json. `?state=invalid` draws one alone (for screenshots
// and tests); `?theme=paper` dresses them all; `?backend=http://…` names the backend of the real
// petition.
import { mount } from "./rungs.js?bundle=all";

const query = new URLSearchParams(location.search);
const only = query.get("state");
const { base, filled, states } = await (await fetch("fixtures/petition.json")).json();

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

function config(state) {
  const merged = { ...base, ...state.config, id: `gallery-${state.id}` };
  if (merged.backend.kind === "preview") {
    const shown = { ...merged.backend.state, ...state.state };
    merged.backend = { ...merged.backend, ...state.backend, state: shown };
  }
  return merged;
}

function type(root, values) {
  for (const [name, value] of Object.entries(values)) {
    const controls = [...root.querySelectorAll(`[name="${name}"]`)];
    const box = controls.find((control) => /radio|checkbox/.test(control.type) && control.value === value);
    if (box) box.click();
    else {
      controls[0].value = value;
      controls[0].dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

async function draw(state) {
  const box = frame(state);
  const widget = document.createElement("div");
  widget.append(document.getElementById("plain-form").content.cloneNode(true));
  if (state.lang) widget.lang = state.lang;
  box.append(widget);
  if (state.id === "loading") return;
  await mount(widget, config(state));
  const root = widget.shadowRoot;
  if (state.fill) type(root, state.fill === "filled" ? filled : state.fill);
  if (state.submit) root.querySelector("form").requestSubmit();
}

for (const state of states) {
  if (!only || only === state.id) await draw(state).catch((error) => console.error(state.id, error));
}
// A state that took the focus would scroll the gallery to it.
if (!only) {
  document.activeElement?.blur();
  scrollTo(0, 0);
}
document.body.classList.toggle("alone", Boolean(only));
document.documentElement.dataset.drawn = "yes";

if (!only) {
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
    inline.textContent = JSON.stringify(base);
    live.append(inline);
  }
  document.querySelector("#live .frame").append(live);
}
