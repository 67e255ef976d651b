// Talks to the backend: how many signed, and a signature more.

import { useEffect, useState } from "hooks";
import { CONSENT, ID } from "./words.js";

const address = (backend, what) => `${backend}/v1/widgets/${ID}/${what}`;

/** Asks again every half minute while the page is seen, less often while asking fails. */
export const useCount = (backend) => {
  const [state, setState] = useState();
  useEffect(() => {
    let timer;
    let failures = 0;
    const ask = async () => {
      if (document.visibilityState == "visible") {
        try {
          const response = await fetch(address(backend, "state"), { credentials: "omit" });
          if (!response.ok) throw response.status;
          setState(await response.json());
          failures = 0;
        } catch {
          failures++;
        }
      }
      timer = setTimeout(ask, Math.min(30_000 * 2 ** failures, 600_000));
    };
    ask();
    return () => clearTimeout(timer);
  }, [backend]);
  return state;
};

/** Sends a signature: `{ done }`, or `{ errors, trouble }` in words. */
export const sign = async (backend, id, all) => {
  const { "consent.updates": answer, ...values } = all;
  const submission = {
    submission_id: id,
    locale: "en",
    values,
    consents: [{ id: "updates", answer, text: CONSENT, version: "2026-03" }],
    page: location.href,
  };
  let response;
  try {
    response = await fetch(address(backend, "submissions"), {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": id },
      body: JSON.stringify(submission),
      credentials: "omit",
    });
  } catch {
    return { errors: {}, trouble: "There seems to be no connection. What you entered is still here; please try again." };
  }
  if (response.ok) return { done: true };
  const { errors = [] } = await response.json().catch(() => ({}));
  return {
    errors: Object.fromEntries(errors.map(({ field }) => [field, "Please check this"])),
    trouble: response.status == 422 ? "Please check what you entered. Nothing is lost." : "This could not be sent. Please try again.",
  };
};
