// The texts and rules of the petition, as a campaign that builds its own page writes them
// into the code. They are those of `../src/page/petition.json`.

export const ID = "clean-air";
export const TITLE = "Clean air for our schools";
export const CONSENT = "May we write to you about this campaign? How we treat your data";
export const COMMENT_LIMIT = 1000;
export const STEPS = [500, 2000, 5000];

export const TEXT = (
  <div className="prose">
    <p>
      Every child has a right to <strong>clean air</strong>. Yet at our school gates the limit is broken on two days in
      three.
    </p>
    <ul>
      <li>Close school streets at rush hour</li>
      <li>
        Measure the air and <a href="https://example.org/air">publish what you find</a>
      </li>
    </ul>
    <p>
      Sign today, <em>then come to the council meeting</em>.
    </p>
  </div>
);

export const ASK = (
  <>
    May we write to you about this campaign? <a href="https://example.org/privacy">How we treat your data</a>
  </>
);

export const FIELDS = [
  { name: "given_name", label: "First name", autoComplete: "given-name" },
  { name: "family_name", label: "Last name", autoComplete: "family-name" },
  { name: "email", label: "Email", autoComplete: "email", type: "email", inputMode: "email" },
  {
    name: "postal_code",
    label: "Postal code",
    autoComplete: "postal-code",
    hint: "So that we can tell each councillor how many of their voters signed.",
    optional: true,
  },
];

const RULES = {
  email: [/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/, "this is not an email address, such as name@example.org"],
  postal_code: [/^[\p{L}\p{N}][\p{L}\p{N} -]{1,10}$/u, "this is not a postal code"],
};

/** What is wrong, by control. */
export const check = (values) => {
  const errors = {};
  for (const { name, label, optional } of FIELDS) {
    const value = (values[name] ?? "").trim();
    const [rule, message] = RULES[name] ?? [];
    if (!value && !optional) errors[name] = `${label}: please fill this in`;
    else if (value.length > 100) errors[name] = `${label}: at most 100 characters`;
    else if (value && rule && !rule.test(value)) errors[name] = `${label}: ${message}`;
  }
  if ((values.comment ?? "").trim().length > COMMENT_LIMIT) errors.comment = `Why I sign: at most ${COMMENT_LIMIT} characters`;
  if (!values["consent.updates"]) errors["consent.updates"] = "Your agreement: please choose";
  return errors;
};
