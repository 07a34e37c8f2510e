// Sending a form: a final deed is asked once, a form goes out once, and never over a running save.

import { isUndecided, savingOf } from "./autosave.js";
import { announce, text } from "./page.js";

const RELEASE_AFTER = 20_000;
const agreed = new WeakSet();

const ask = (form, button) => {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-confirm-text]").textContent = button.dataset.confirm;
  dialog.querySelector("[data-confirm-yes]").textContent = button.textContent.trim();
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return button.focus();
    agreed.add(button);
    form.requestSubmit(button);
  }, { once: true });
  dialog.showModal();
};

const release = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[data-held]")) {
    button.disabled = false;
    delete button.dataset.held;
  }
};

const hold = (form) => {
  form.dataset.sent = "yes";
  announce(text("sending"));
  // After this turn of the loop: a button disabled earlier would not be sent with the form.
  setTimeout(() => {
    for (const button of form.querySelectorAll('button[type="submit"]:not(:disabled)')) {
      button.disabled = true;
      button.dataset.held = "yes";
    }
  });
  setTimeout(() => release(form), RELEASE_AFTER);
};

const onSubmit = (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.method !== "post") return;
  const wrong = form.querySelector('.c-field:has(> [data-live-error]) input[type="file"]');
  if (wrong) {
    event.preventDefault();
    wrong.focus();
    return;
  }
  if (button?.dataset.confirm && !agreed.has(button)) {
    event.preventDefault();
    ask(form, button);
    return;
  }
  if (isUndecided(form)) {
    event.preventDefault();
    form.querySelector("[data-undecided] button").focus();
    announce(text("undecided"));
    return;
  }
  const saving = savingOf(form);
  if (saving) {
    event.preventDefault();
    saving.then(() => form.requestSubmit(button));
    return;
  }
  if (button) agreed.delete(button);
  if (form.dataset.once === undefined) return;
  if (form.dataset.sent) event.preventDefault();
  else hold(form);
};

export const startSubmit = () => {
  document.addEventListener("submit", onSubmit);
  globalThis.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) release(form);
  });
};
