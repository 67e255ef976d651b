// Inserts, moves and removes widgets the way single-page sites do.

const plain = document.querySelector("#plain-form");
const { config } = plain.dataset;
const [one, two] = [document.querySelector("#one"), document.querySelector("#two")];

/** The widget that the buttons act on, in the page or out of it. */
let widget;
/** What `Rungs.mount` gave for it, if it was mounted by script. */
let mounted;

function insert(tag) {
  if (widget) actions.remove();
  widget = document.createElement(tag);
  widget.append(plain.content.cloneNode(true));
}

const actions = {
  element() {
    insert("rungs-petition");
    widget.setAttribute("config", config);
    one.append(widget);
  },
  twin() {
    insert("div");
    widget.dataset.rungs = "petition";
    widget.dataset.config = config;
    one.append(widget);
  },
  async script() {
    insert("div");
    one.append(widget);
    const reply = await fetch(config);
    mounted = await window.Rungs.mount(widget, await reply.json());
  },
  move() {
    (widget.parentNode === one ? two : one).append(widget);
  },
  remove() {
    mounted?.unmount();
    mounted = undefined;
    widget.remove();
  },
  back() {
    one.append(widget);
  },
};

document.querySelector("#controls").addEventListener("click", ({ target }) => {
  const inserts = ["element", "twin", "script"].includes(target.dataset.do);
  if (widget || inserts) actions[target.dataset.do]?.();
});

for (const name of ["ready", "start", "submit", "outcome", "share", "error"]) {
  document.addEventListener(`rungs:${name}`, (event) => {
    const line = document.createElement("li");
    line.textContent = `${event.type} ${JSON.stringify(event.detail)}`;
    document.querySelector("#heard").append(line);
  });
}
