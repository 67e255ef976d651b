// What is seen of each control and each group: its label, its hint and error, and what the marks
// at the labels say of it. What has no such thing to be seen is null and not compared.
const root = look.root();
const controls = look.all("input:not([type=hidden]), select, textarea, button, a[href], fieldset, progress:not([aria-hidden])");
const fields = look.all(".field").filter(look.shown);

// Either the rarer "(optional)" or the rarer "(required)" is said; nothing, and all are alike.
const marks = fields.flatMap((field) => look.all(".optional", field).map(look.words));
const saysOptional = marks.includes("(optional)");

const required = (control, field) => {
  const isRead = !look.host().lang || look.host().lang === "en";
  if (!isRead || marks.length === 0) return null;
  // Only of a group of radio buttons can it be said that it is required.
  if (control.matches("fieldset:not([role=radiogroup])")) return null;
  const mark = look.words(field.querySelector(".optional"));
  return String(saysOptional ? mark !== "(optional)" : mark === "(required)");
};

return controls.filter(look.shown).map((control, index) => {
  control.dataset.seen = index;
  const box = control.closest(".field, .consent");
  // Within a group the hint and the error are the group's.
  const own = box?.matches("fieldset") && box !== control ? null : box;
  const said = own ? [...own.children].filter((child) => child.matches(".hint, .more, .error")).filter(look.shown) : [];
  const label = control.matches("fieldset")
    ? control.querySelector("legend")
    : control.matches("button, a")
      ? control
      : root.querySelector(`label[for="${control.id}"]`) ?? control.closest("label");
  const isField = own && control.matches("input, select, textarea, fieldset.field");
  return {
    called: look.called(control),
    name: control.matches("progress") ? null : look.label(label),
    description: isField ? said.map(look.words).join(" ") : null,
    invalid: isField ? String(said.some((child) => child.matches(".error"))) : null,
    required: isField && own.matches(".field") ? required(control, own) : null,
    // The protocol does not say it of these two, so that the element is asked.
    attribute: control.matches("select, [type=checkbox]") ? String(control.required) : null,
  };
});
