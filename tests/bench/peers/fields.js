// The controls of the form: label, hint, error, control.

import { ASK } from "./words.js";

const Hint = ({ name, hint }) =>
  hint && (
    <p className="hint" id={`h-${name}`}>
      {hint}
    </p>
  );

const Wrong = ({ name, error }) => (
  <p className="error" id={`e-${name}`} hidden={!error}>
    {error}
  </p>
);

const Counter = ({ left }) => (
  <p className="counter">
    {Math.abs(left)} {Math.abs(left) == 1 ? "character" : "characters"} {left < 0 ? "too many" : "left"}
  </p>
);

export const Field = ({ name, label, hint, optional, limit, error, value, set, ...attributes }) => {
  const Control = limit ? "textarea" : "input";
  return (
    <div className="field">
      <label className="label" htmlFor={`f-${name}`}>
        {label}
        {optional && <span className="optional"> (optional)</span>}
      </label>
      <Hint name={name} hint={hint} />
      <Wrong name={name} error={error} />
      <Control
        {...attributes}
        className={limit ? "textarea" : "input"}
        id={`f-${name}`}
        name={name}
        value={value}
        required={!optional}
        aria-describedby={`${hint ? `h-${name} ` : ""}e-${name}`}
        aria-invalid={error ? true : undefined}
        onInput={(event) => set(name, event.target.value)}
      />
      {limit && <Counter left={limit - [...value.trim()].length} />}
    </div>
  );
};

export const Choice = ({ name, answer, label, value, set }) => {
  const id = answer == "yes" ? `f-${name}` : `f-${name}-${answer}`;
  return (
    <div className="choice">
      <input
        id={id}
        type="radio"
        name={name}
        value={answer}
        checked={value == answer}
        onChange={() => set(name, answer)}
      />
      <label htmlFor={id}>{label}</label>
    </div>
  );
};

export const Consent = ({ name, error, children }) => (
  <fieldset className="field" aria-describedby={`e-${name}`} aria-invalid={error ? true : undefined}>
    <legend className="label">{ASK}</legend>
    <Wrong name={name} error={error} />
    {children}
  </fieldset>
);
