// Whether everything is within the widget, and the widget within the page.
const wrong = [];
if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page scrolls sideways");

const room = look.host().getBoundingClientRect();
for (const element of look.worded()) {
  // Heard only; and what a browser draws itself.
  if (element.closest(".quiet") || element.matches("option, textarea")) continue;
  const { left, right, width, height } = look.place(element);
  if (width < 1 || height < 1) wrong.push(`has no room: ${look.called(element)}`);
  if (left < room.left - 1 || right > room.right + 1) wrong.push(`runs over: ${look.called(element)}`);
}

for (const element of look.all("*").filter(look.shown)) {
  if (element.matches(".quiet, textarea, input, select, progress, option")) continue;
  const { overflowX, overflowY } = getComputedStyle(element);
  const cutsX = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
  const cutsY = overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
  if (cutsX || cutsY) wrong.push(`is cut off: ${look.called(element)}`);
}

// A button's words stay on the button.
for (const button of look.all("button, .button").filter(look.shown)) {
  const [words, box] = [look.place(button), button.getBoundingClientRect()];
  if (words.top < box.top - 1 || words.bottom > box.bottom + 1) wrong.push(`words leave: ${look.called(button)}`);
}
return wrong;
