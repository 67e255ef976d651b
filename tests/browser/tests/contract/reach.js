// Whether each control, once it has the focus, is wholly within the window, or fills it.
const wrong = [];
for (const control of look.controls()) {
  control.focus();
  const { left, right, top, bottom } = control.getBoundingClientRect();
  if (left < -1 || right > innerWidth + 1) wrong.push(`beside the window: ${look.called(control)}`);
  if (bottom - top <= innerHeight && (top < -1 || bottom > innerHeight + 1)) {
    wrong.push(`not scrolled to: ${look.called(control)}`);
  }
}
return wrong;
