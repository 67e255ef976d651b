// Whether each control, once it has the focus, is in the window: as wide as it is, and at least the line
// that is written in.
const wrong = [];
for (const control of look.controls()) {
  control.focus();
  const { left, right, top, bottom } = control.getBoundingClientRect();
  if (left < -1 || right > innerWidth + 1) wrong.push(`beside the window: ${look.called(control)}`);
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (seen < Math.min(24, bottom - top)) wrong.push(`not scrolled to: ${look.called(control)}`);
}
return wrong;
