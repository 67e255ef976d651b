// What pages and scripts can rely on of rungs.js.

/** What the config documents of all widgets have; schema.json beside this file has every key of a petition. */
export interface WidgetConfig {
  /** Names the widget at the backend and in events. */
  id: string;
  /** The kind of widget; the element says it too. */
  kind?: Kind;
  /** The campaign it belongs to; its id if missing. */
  campaign?: string;
  /** The language of the texts (BCP 47). */
  lang?: string;
  /** Where submissions go: an address of a reference backend, `"preview"`, or an object with a kind. */
  backend: string | { kind: string; [key: string]: unknown };
  /** Heading. */
  title: Text;
  /** What it is about: Markdown with paragraphs, emphasis, links and lists. */
  text?: Text;
  /** The campaign's colour, `#rrggbb`. */
  accent?: string;
  /** Light, dark, or as the supporter's system has it. */
  theme?: "auto" | "light" | "dark";
  /** How much room there is around everything. */
  density?: "comfortable" | "compact" | "spacious";
  /** Marks submissions with where the supporter came from. */
  source?: string;
  /** Whether what cannot be sent yet waits on the device, for 24 hours at most; true if missing. */
  outbox?: boolean;
  /** Submissions are marked as tests and never counted. */
  test?: boolean;
  /** What follows: words, one next step, ways to share, and what is completed on the campaign's ladder. */
  thanks?: {
    /** Rungs that are noted on the device for pages with the ladder. */
    completes?: { rung: string; answer?: "yes" | "maybe" | "no"; by_sharing?: boolean }[];
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** A petition's config document. */
export interface PetitionConfig extends WidgetConfig {
  /** Who decides. */
  to?: Text;
  /** What is asked, in order; a well-known field by just its name. */
  fields: (string | { name: string; [key: string]: unknown })[];
}

/** A survey's config document; `rungs-server schema survey` has every key. */
export interface SurveyConfig extends WidgetConfig {
  /** Its pages, in order. */
  pages?: { questions: SurveyQuestion[]; [key: string]: unknown }[];
  /** Its questions, instead of pages where one page holds all. */
  questions?: SurveyQuestion[];
  /** Whether nothing about the person is asked or stored. */
  anonymous?: boolean;
}

/** A question of a survey. */
export interface SurveyQuestion {
  /** Its control and the key of the answer. */
  name: string;
  /** What it asks for. */
  kind: string;
  [key: string]: unknown;
}

/** Words, or words by language. */
export type Text = string | Record<string, string>;

/** The kinds of widget in this kit. */
export type Kind = "petition" | "survey" | "rsvp" | "ladder";

/** What was made of a submission. */
export type OutcomeName =
  | "confirmed"
  | "awaiting_confirmation"
  | "sent"
  | "queued"
  | "waitlisted"
  | "invalid"
  | "closed"
  | "full"
  | "rate_limited"
  | "unreachable"
  | "failed";

/** What every event carries. Never personal data: every script of the page can hear it. */
export interface RungsDetail {
  /** The kind of widget. */
  widget: string;
  /** The id in its config; missing if that could not be read. */
  id?: string;
  /** The campaign it belongs to. */
  campaign?: string;
}

/** Something is wrong with a config document. */
export interface Problem {
  /** Where, e.g. `fields[2].name`. */
  path: string;
  message: string;
}

/** What went wrong, and where. */
export interface RungsFailure {
  /**
   * - `load`: a file of the kit did not arrive or is not what it should be
   * - `csp`: the page's Content-Security-Policy forbids WebAssembly
   * - `config`: the config document did not arrive or cannot be used
   * - `mount`: the widget could not be drawn
   * - `run`: the wasm crashed; every widget of its bundle has given way to its children
   */
  phase: "load" | "csp" | "config" | "mount" | "run";
  /** One sentence for staff. */
  message: string;
  /** Each problem of the config document. */
  problems?: Problem[];
}

/** The events of a widget. They bubble, out of shadow roots too. */
export interface RungsEventMap {
  /** The widget has taken the place of the children. */
  "rungs:ready": CustomEvent<RungsDetail>;
  /** The first input. */
  "rungs:start": CustomEvent<RungsDetail>;
  /** The form is about to be sent; `preventDefault()` stops it. */
  "rungs:submit": CustomEvent<RungsDetail & { submission_id: string }>;
  /** The backend has answered, or could not be reached. After `queued` another one follows, perhaps on a later visit. */
  "rungs:outcome": CustomEvent<RungsDetail & { outcome: OutcomeName; submission_id?: string; answer?: string }>;
  /** An answer to an invitation was changed or called off; `answer` is the strongest that holds now. */
  "rungs:change": CustomEvent<RungsDetail & { outcome: "confirmed" | "waitlisted"; submission_id: string; answer: string }>;
  /** The supporter shares. */
  "rungs:share": CustomEvent<RungsDetail & { channel: string }>;
  /** The supporter has moved on a ladder. */
  "rungs:progress": CustomEvent<RungsDetail & { done: string; next: string }>;
  /** The supporter wants to be forgotten by a ladder; once more when its backend has forgotten them. */
  "rungs:forget": CustomEvent<RungsDetail>;
  /** Something failed; the children are, or stay, the widget. Also after a refused `update`. */
  "rungs:error": CustomEvent<RungsDetail & RungsFailure>;
}

/**
 * A petition. Its children are the widget until the kit is ready.
 *
 * Attributes, each also with `data-` before it: `config` (address of the config document),
 * `backend`, `lang`, `accent`, `theme`, `density`, `source`, `test`, `loading` (`eager`: do not wait
 * until it is near the viewport) and `data-layer` (name of a tag manager's array that gets every event).
 */
export interface RungsPetitionElement extends HTMLElement {}

/** A widget mounted by script. */
export interface Mounted {
  /**
   * Changes keys of the config, keeping what is typed. Throws an `Error & RungsFailure` if they
   * cannot be used; the widget then stays as it was.
   */
  update(changes: Partial<WidgetConfig>): void;
  /** Gives the element back to its children, with what was typed. */
  unmount(): void;
}

/** The kit's version. */
export declare const version: string;

/** Settles once the page is parsed and its elements are known. They may still be loading. */
export declare const ready: Promise<void>;

/**
 * Mounts a widget on an element that can have a shadow root, without waiting for it to come near
 * the viewport. The config is merged over what the element itself says. Rejects with an
 * `Error & RungsFailure`; the element's children then stay.
 */
export declare function mount(element: HTMLElement, config: Partial<WidgetConfig>): Promise<Mounted>;

/** Something that `Rungs.check` found out. */
export interface Finding {
  /** `good` as it should be, `note` to know, `warning` to look at, `error` to mend. */
  level: "good" | "note" | "warning" | "error";
  /** One sentence for staff. */
  message: string;
}

declare global {
  interface Window {
    /** The script that came first; any other one only points to it. */
    Rungs: {
      readonly version: typeof version;
      readonly ready: typeof ready;
      readonly mount: typeof mount;
      /**
       * Checks a config document, or the one at an address, and its backend from this page: whether that answers,
       * whether this site may read it (CORS), what it can confirm, and what is wrong. Sends nothing but a test marked
       * as such, and that only to a backend which tells tests apart. Loads a file of its own, `check.js`.
       */
      check(config: Partial<WidgetConfig> | string): Promise<Finding[]>;
    };
  }
  interface HTMLElementTagNameMap {
    "rungs-petition": RungsPetitionElement;
  }
  // WindowEventHandlers, Document and every element take their events from this map.
  interface GlobalEventHandlersEventMap extends RungsEventMap {}
}
