// Keeps a form's draft on the server while one types: form[data-autosave="address"].
//
// The form is posted without its files, with Accept: application/json and the token as X-CSRFToken.
// Answers: 200 {"version": n, "saved_at": "14:05", "errors": {…}, "beside": "<…>"} (errors of what is
// saved all the same; beside replaces the page's [data-beside]); 422 {"errors": {field: [sentence]}}; 409 for a
// version that is not the present one, with "conflicts" where both sides changed a field and the rest is saved; 400, 401, 403 or a redirect when the session has ended.
// What was not saved stays in this browser under the address and the person, and is put back.
// Where fields stand in [data-field], the form also names those that were touched. The answer then tells
// what others changed, "theirs": {field: "<…>"}, and what both changed: see conflicts.js.
// Other forms within the same [data-versioned] element get the new version too.

import { namesFields, showConflicts, showTheirs, topOf } from "./conflicts.js";
import { fill, valuesOf } from "./draft.js";
import { announce, markField, setToken, text, token } from "./page.js";

const PAUSE = 1200;
const RETRY_FIRST = 4000;
const RETRY_LONGEST = 60_000;
const SETTLED_FOR = 10 * 60_000;
const PREFIX = "certplatform:draft:";
const states = new WeakMap();

const keyOf = (form) => `${PREFIX}${document.body.dataset.owner ?? ""}:${form.dataset.autosave}`;
const versionOf = (form) => form.elements.namedItem("version")?.value ?? "";

const say = (form, tone, words) => {
  const line = form.querySelector("[data-saved]");
  if (!line) return;
  line.className = `c-saved tone-${tone}`;
  line.textContent = words;
  form.dispatchEvent(new CustomEvent("saving:said", { bubbles: true, detail: { tone } }));
};

const keep = (form, submitted = false) => {
  const draft = { version: versionOf(form), values: valuesOf(form), submitted };
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(draft));
  } catch (full) {
    // A full or forbidden store must not stop the saving itself.
    console.warn(full);
  }
};

const drop = (form) => localStorage.removeItem(keyOf(form));

// A page that was asked for before a save was done, and drawn after, shows what was there before it.
// So what was saved last is remembered with its version until a page comes that has seen it.
const settle = (form) => {
  const draft = { version: versionOf(form), values: valuesOf(form), settled: Date.now() };
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(draft));
  } catch {
    drop(form);
  }
};

const freshToken = async () => {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || new URL(answer.url).pathname !== location.pathname) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  setToken(page.querySelector('meta[name="csrf-token"]')?.content ?? token());
  return true;
};

const post = (form, state) => {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  if (namesFields(form)) {
    body.set("touched", [...state.sending].join(" "));
    body.set("insisted", [...state.insisted].join(" "));
  }
  return fetch(form.dataset.autosave, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": token() },
  });
};

const showErrors = (form, errors) => {
  for (const line of form.querySelectorAll("[data-live-error]")) line.remove();
  for (const [name, sentences] of Object.entries(errors)) {
    const control = form.elements.namedItem(name);
    const first = control instanceof RadioNodeList ? control[0] : control;
    if (first) markField(first, [sentences].flat().join(" "));
  }
};

const showBeside = (html) => {
  const place = document.querySelector("[data-beside]");
  if (html && place) place.outerHTML = html;
};

const takeVersion = (form, version) => {
  const scope = form.closest("[data-versioned]") ?? form;
  for (const field of scope.querySelectorAll('input[name="version"]')) field.value = version;
};

const later = (form, state) => {
  state.wait = Math.min((state.wait || RETRY_FIRST / 2) * 2, RETRY_LONGEST);
  state.timer = setTimeout(() => save(form), state.wait);
};

const onAnswer = async (form, state, answer) => {
  const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if ((answer.ok && !answer.redirected) || (answer.status === 409 && json.conflicts)) {
    state.wait = 0;
    if (json.version !== undefined) takeVersion(form, json.version);
    state.sending.clear();
    state.insisted.clear();
    showTheirs(form, state, json.theirs ?? {});
    showConflicts(form, state, json.conflicts ?? {}, () => touch(form, 0));
    showErrors(form, json.errors ?? {});
    showBeside(json.beside);
    const time = json.saved_at ?? new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    if (state.conflicts.size) say(form, "bad", text("undecided"));
    else say(form, "good", text("saved", { time }));
    if (state.dirty || state.conflicts.size) keep(form);
    else if (namesFields(form)) settle(form);
    else drop(form);
  } else if (answer.status === 409) {
    state.stopped = true;
    say(form, "bad", text("conflict"));
    announce(text("conflict"));
  } else if (answer.status === 422) {
    showErrors(form, json.errors ?? {});
    say(form, "bad", text("invalid"));
  } else if (answer.redirected || [400, 401, 403].includes(answer.status)) {
    const back = await freshToken();
    say(form, "bad", back ? text("unsaved") : text("signedOut"));
    state.dirty = true;
    later(form, state);
  } else {
    throw new Error(String(answer.status));
  }
};

const attempt = async (form, state) => {
  state.dirty = false;
  for (const one of state.touched) state.sending.add(one);
  state.touched.clear();
  say(form, "info", text("saving"));
  try {
    await onAnswer(form, state, await post(form, state));
  } catch (problem) {
    const reason = navigator.onLine && problem instanceof Error && /^\d+$/.test(problem.message)
      ? problem.message : text("offline");
    state.dirty = true;
    say(form, "bad", text("failed", { reason }));
    later(form, state);
  }
};

const save = async (form) => {
  const state = states.get(form);
  clearTimeout(state.timer);
  if (state.running || state.stopped) return;
  state.running = attempt(form, state);
  await state.running;
  state.running = null;
  if (state.dirty && !state.wait) state.timer = setTimeout(() => save(form), PAUSE);
};

const touch = (form, pause, name = "") => {
  const state = states.get(form);
  const field = topOf(name);
  if (field && !state.conflicts.has(field)) state.touched.add(field);
  state.dirty = true;
  keep(form);
  if (state.stopped || state.wait) return;
  say(form, "wait", text("unsaved"));
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(form), pause);
};

const byField = (values) => {
  const found = new Map();
  for (const [name, value] of values) found.set(topOf(name), `${found.get(topOf(name)) ?? ""}\n${name}=${value}`);
  return found;
};

// Fills in what was typed before, and names the fields in which it differs from what the page shows.
const putBack = (form, values, pause) => {
  const now = byField(valuesOf(form));
  fill(form, values);
  for (const [field, entries] of byField(valuesOf(form))) {
    if (now.get(field) !== entries) touch(form, pause, field);
  }
  touch(form, pause);
};

// Another hand, or this one elsewhere, has saved since: offer the older text, do not force it.
const offer = (form, draft) => {
  const line = document.createElement("div");
  line.className = "c-notice tone-wait";
  line.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = text("older");
  const back = document.createElement("button");
  const away = document.createElement("button");
  for (const [button, name] of [[back, "putBack"], [away, "discard"]]) {
    button.type = "button";
    button.className = "btn btn-secondary";
    button.textContent = text(name);
    button.addEventListener("click", () => line.remove());
  }
  back.addEventListener("click", () => putBack(form, draft.values, 0));
  away.addEventListener("click", () => drop(form));
  line.append(words, back, away);
  form.prepend(line);
};

const restore = (form) => {
  const stored = localStorage.getItem(keyOf(form));
  if (!stored) return;
  const draft = JSON.parse(stored);
  if (JSON.stringify(draft.values) === JSON.stringify(valuesOf(form))) return drop(form);
  if (draft.settled) {
    if (Number(draft.version) > Number(versionOf(form))) return putBack(form, draft.values, PAUSE);
    return drop(form);
  }
  if (draft.version === versionOf(form)) {
    putBack(form, draft.values, PAUSE);
    say(form, "wait", text("restored"));
  } else if (draft.submitted) {
    drop(form);
  } else {
    offer(form, draft);
  }
};

const start = (form) => {
  const sets = { touched: new Set(), sending: new Set(), insisted: new Set(), conflicts: new Set() };
  states.set(form, { dirty: false, running: null, stopped: false, timer: 0, wait: 0, ...sets });
  restore(form);
  form.addEventListener("input", ({ target }) => touch(form, PAUSE, target.name || target.id));
  form.addEventListener("change", ({ target }) => touch(form, PAUSE / 4, target.name || target.id));
  form.addEventListener("submit", () => {
    clearTimeout(states.get(form).timer);
    keep(form, true);
  });
};

const forgetSettled = () => {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    const { settled } = JSON.parse(localStorage.getItem(key));
    if (settled && Date.now() - settled > SETTLED_FOR) localStorage.removeItem(key);
  }
};

export const startAutosave = (root) => {
  forgetSettled();
  for (const form of root.querySelectorAll("form[data-autosave]")) if (!states.has(form)) start(form);
};

export const isUndecided = (form) => Boolean(states.get(form)?.conflicts.size);

export const savingOf = (form) => states.get(form)?.running ?? null;

export const forgetDrafts = () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
};

const unsaved = () => [...document.querySelectorAll("form[data-autosave]")]
  .filter((form) => states.get(form)?.dirty && !states.get(form).stopped && !form.dataset.sent);

globalThis.addEventListener("online", () => {
  for (const form of unsaved()) {
    states.get(form).wait = 0;
    save(form);
  }
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const form of unsaved()) save(form);
});
