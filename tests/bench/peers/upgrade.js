// Puts a petition in the place of the plain form: the same root, the same look and the same
// care for what was typed as in Rungs, so that the bench compares the frameworks.

import base from "../../../widgets/kit/src/style/base.css";
import own from "../../../widgets/kit/src/petition/petition.css";

const typed = (host) =>
  Object.fromEntries(
    [...host.querySelectorAll("input,textarea")]
      .filter(({ type, checked }) => type != "hidden" && (type != "radio" || checked))
      .map(({ name, value }) => [name, value]),
  );

const sheet = (css) => {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
};

export const upgrade = (render) => {
  const host = document.querySelector("#petition");
  const container = document.createElement("div");
  container.className = "rungs";
  // The plain form stays until the framework has drawn everything: React does so in a task
  // of its own, and nobody should look at an empty place meanwhile.
  const ready = () => {
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet(base), sheet(own)];
    root.append(container);
    performance.mark("upgraded");
  };
  render(container, { backend: host.dataset.backend, values: typed(host), ready });
};
