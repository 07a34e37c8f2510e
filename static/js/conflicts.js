// Two people at one form: what the other changed is shown at once; where both changed a field, one decides.
//
// Fields stand in [data-field="code"]; the answer to a save brings them drawn anew.

import { announce, text } from "./page.js";

export const topOf = (name) => name.split("-")[0];

export const namesFields = (form) => form.querySelector("[data-field]") !== null;

const placeOf = (form, field) => form.querySelector(`[data-field="${CSS.escape(field)}"]`);

const replace = (form, field, html) => {
  const place = placeOf(form, field);
  if (!place) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  place.replaceWith(fresh);
  fresh.dispatchEvent(new CustomEvent("field:replaced", { bubbles: true }));
};

export const showTheirs = (form, state, theirs) => {
  for (const [field, html] of Object.entries(theirs)) {
    if (!state.touched.has(field) && !state.conflicts.has(field)) replace(form, field, html);
  }
};

const button = (words, action) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-secondary";
  made.textContent = words;
  made.addEventListener("click", action);
  return made;
};

const ask = (form, state, field, { html, words }, again) => {
  const place = placeOf(form, field);
  if (!place) return;
  place.querySelector(":scope > [data-undecided]")?.remove();
  const box = document.createElement("div");
  box.className = "c-notice tone-bad";
  box.dataset.undecided = field;
  box.setAttribute("role", "alert");
  const line = document.createElement("p");
  line.textContent = words;
  const theirs = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = text("seeTheirs");
  const shown = document.createElement("fieldset");
  shown.disabled = true;
  shown.innerHTML = html;
  // A second copy of the field: to look at only, so it is neither named nor sent.
  for (const one of shown.querySelectorAll("[name], [id]")) {
    one.removeAttribute("name");
    one.removeAttribute("id");
  }
  for (const one of shown.querySelectorAll("[data-field]")) delete one.dataset.field;
  theirs.append(summary, shown);
  const decide = () => {
    state.conflicts.delete(field);
    box.remove();
  };
  box.append(
    line,
    theirs,
    button(text("keepMine"), () => {
      decide();
      state.insisted.add(field);
      state.touched.add(field);
      again();
    }),
    button(text("takeTheirs"), () => {
      decide();
      replace(form, field, html);
      again();
    }),
  );
  place.prepend(box);
};

export const showConflicts = (form, state, conflicts, again) => {
  for (const [field, told] of Object.entries(conflicts)) {
    state.conflicts.add(field);
    ask(form, state, field, told, again);
    announce(told.words);
  }
};
