// What the page tells the scripts: its sentences (already in the reader's language) and its token.

export const text = (name, values = {}) => {
  const words = document.getElementById("texts")?.dataset[name] ?? "";
  return Object.entries(values).reduce((all, [key, value]) => all.replaceAll(`{${key}}`, value), words);
};

export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export const setToken = (value) => {
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (meta) meta.content = value;
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = value;
};

export const announce = (words) => {
  const place = document.getElementById("announcer");
  if (place) place.textContent = words;
};

// Shows or, without words, takes away what is wrong with a field, beside it.
export const markField = (control, words) => {
  const field = control.closest(".c-field") ?? control.parentElement;
  field.querySelector(":scope > [data-live-error]")?.remove();
  const shown = document.getElementById(control.dataset.box ?? "") ?? control;
  if (words) shown.setAttribute("aria-invalid", "true");
  else shown.removeAttribute("aria-invalid");
  shown.classList.toggle("is-invalid", Boolean(words));
  if (!words) return;
  const line = document.createElement("div");
  line.className = "c-field-errors";
  line.dataset.liveError = "";
  line.setAttribute("role", "alert");
  line.textContent = words;
  field.append(line);
};
