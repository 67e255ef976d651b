// The petition itself, the same for both frameworks: what `../src/page/petition.json` makes
// of Rungs, in the markup that Rungs draws.

import { useEffect, useLayoutEffect, useRef, useState } from "hooks";
import { Choice, Consent, Field } from "./fields.js";
import { sign, useCount } from "./state.js";
import { Thanks } from "./thanks.js";
import { COMMENT_LIMIT, FIELDS, STEPS, TEXT, TITLE, check } from "./words.js";

const Progress = ({ backend }) => {
  const state = useCount(backend);
  if (!state || state.count < 100) return null;
  const { count } = state;
  const number = new Intl.NumberFormat("en");
  const goal = STEPS.find((step) => step > count) ?? 10 ** Math.ceil(Math.log10(count + 1));
  return (
    <div className="progress">
      <p className="count">
        {number.format(count)} {count == 1 ? "person has" : "people have"} signed
      </p>
      <progress
        className="bar"
        max={goal}
        value={count}
        aria-label={`${number.format(count)} of ${number.format(goal)} signatures`}
      />
      <p className="goal">Next goal: {number.format(goal)}</p>
    </div>
  );
};

const Summary = ({ errors, trouble, attempt }) => {
  const box = useRef();
  const names = Object.keys(errors);
  useEffect(() => {
    if (attempt) box.current?.focus();
  }, [attempt]);
  const go = (event, name) => {
    event.preventDefault();
    box.current.getRootNode().getElementById(`f-${name}`)?.focus();
  };
  if (!names.length && !trouble) return null;
  return (
    <div ref={box} className="summary" tabIndex={-1} role="group" aria-labelledby="summary-title">
      <p id="summary-title" className="summary-title">
        {trouble ?? "There is a problem"}
      </p>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <a href={`#f-${name}`} onClick={(event) => go(event, name)}>
              {errors[name]}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
};

const Form = ({ backend, values: carried, onDone }) => {
  const [values, setValues] = useState(carried);
  // What the backend found, besides what the rules here find.
  const [refused, setRefused] = useState({});
  const [trouble, setTrouble] = useState();
  const [attempt, setAttempt] = useState(0);
  const [sending, setSending] = useState(false);
  const id = useRef();
  // State is late for a second click in the same task.
  const busy = useRef(false);
  const errors = attempt ? { ...refused, ...check(values) } : {};
  const set = (name, value) => {
    setValues((before) => ({ ...before, [name]: value }));
    setRefused(({ [name]: settled, ...rest }) => rest);
  };
  const submit = async (event) => {
    event.preventDefault();
    if (busy.current) return;
    setTrouble();
    if (!Object.keys(check(values)).length) {
      busy.current = true;
      setSending(true);
      id.current ??= crypto.randomUUID();
      const { done, errors, trouble } = await sign(backend, id.current, values);
      busy.current = false;
      if (done) return onDone();
      setSending(false);
      setRefused(errors);
      setTrouble(trouble);
    }
    setAttempt((before) => before + 1);
  };
  const control = (name) => ({ name, value: values[name] ?? "", error: errors[name], set });
  return (
    <form className="form" noValidate method="post" onSubmit={submit}>
      <Summary errors={errors} trouble={trouble} attempt={attempt} />
      <div className="fields">
        {FIELDS.map((field) => (
          <Field key={field.name} {...field} {...control(field.name)} />
        ))}
      </div>
      <Field label="Why I sign" optional limit={COMMENT_LIMIT} {...control("comment")} />
      <div className="consents">
        <Consent {...control("consent.updates")}>
          <Choice answer="yes" label="Yes" {...control("consent.updates")} />
          <Choice answer="no" label="No" {...control("consent.updates")} />
        </Consent>
      </div>
      <button className="button" type="submit" aria-disabled={sending || undefined}>
        {sending ? "Sending…" : "Sign the petition"}
      </button>
      <p className="quiet" role="status">
        {sending ? "Sending…" : ""}
      </p>
    </form>
  );
};

export const Petition = ({ ready, ...props }) => {
  const [done, setDone] = useState(false);
  useLayoutEffect(() => {
    ready();
  }, []);
  return (
    <article className="petition" aria-labelledby="title">
      <h2 id="title">{TITLE}</h2>
      <p className="to">To The City Council</p>
      {TEXT}
      <Progress backend={props.backend} />
      {done ? <Thanks /> : <Form {...props} onDone={() => setDone(true)} />}
    </article>
  );
};
