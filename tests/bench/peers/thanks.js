// What a supporter sees after signing.

import { useEffect, useRef, useState } from "hooks";
import { TITLE } from "./words.js";

const ways = () => {
  const url = location.href.split("#")[0];
  const [to, both] = [encodeURIComponent(url), encodeURIComponent(`${TITLE} ${url}`)];
  return [
    ["WhatsApp", `https://wa.me/?text=${both}`],
    ["Facebook", `https://www.facebook.com/sharer/sharer.php?u=${to}`],
    ["Email", `mailto:?subject=${encodeURIComponent(TITLE)}&body=${both}`],
  ];
};

export const Thanks = () => {
  const title = useRef();
  const [copied, setCopied] = useState("Copy the link");
  useEffect(() => title.current.focus(), []);
  const copy = () =>
    navigator.clipboard.writeText(location.href).then(
      () => setCopied("Link copied"),
      () => setCopied(`The link could not be copied: ${location.href}`),
    );
  return (
    <div className="thanks">
      <h3 ref={title} tabIndex={-1}>
        Thank you for signing
      </h3>
      <p>Your signature is recorded.</p>
      <div className="prose">
        <p>
          Twelve councillors will vote on this. <strong>Your town’s voice counts.</strong>
        </p>
      </div>
      <div className="share">
        <p className="share-title">Ask others to sign</p>
        <ul>
          {ways().map(([name, href]) => (
            <li key={name}>
              <a className="share-link" href={href} target="_blank" rel="noopener">
                {name}
              </a>
            </li>
          ))}
          <li>
            <button className="share-link" type="button" onClick={copy}>
              {copied}
            </button>
          </li>
        </ul>
      </div>
    </div>
  );
};
