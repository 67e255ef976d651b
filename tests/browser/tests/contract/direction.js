// Whether the widget is written from right to left: direction, edges, order.
const wrong = [];
const widget = look.root().querySelector(".rungs");
// The plain form is the page's own, in the page's language.
if (!widget) return wrong;
if (getComputedStyle(widget).direction !== "rtl") wrong.push("its direction is not rtl");

const room = widget.getBoundingClientRect();
for (const element of look.worded()) {
  const { left, right } = look.place(element);
  const heard = element.closest(".quiet");
  if (!heard && (left < room.left - 1 || right > room.right + 1)) wrong.push(`runs over: ${look.called(element)}`);
}

for (const label of look.all(".label, .hint, .error, .title").filter(look.shown)) {
  const gap = Math.abs(look.place(label).right - label.getBoundingClientRect().right);
  if (look.words(label) && gap > 2) wrong.push(`not at the right edge: ${look.called(label)}`);
}

for (const box of look.all(".choice").filter(look.shown)) {
  const [input, words] = ["input", "label"].map((name) => box.querySelector(name).getBoundingClientRect());
  if (input.left < words.right - 1) wrong.push(`not right of its words: ${look.called(box)}`);
}

// What comes later stands below or, in the same row, further left.
let before;
for (const control of look.all(".fields .input, .fields .select, .fields .textarea").filter(look.shown)) {
  const here = control.getBoundingClientRect();
  if (before && !(here.top > before.top + 2 || here.right <= before.left)) {
    wrong.push(`stands before what comes first: ${look.called(control)}`);
  }
  before = here;
}
return wrong;
