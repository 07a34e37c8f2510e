// The values of a form as a list, and back, with as many rows as the list needs.

import { addRow } from "./rows.js";

const OWN = new Set(["csrf_token", "version", "next"]);

export const valuesOf = (form) => [...new FormData(form)]
  .filter(([name, value]) => !OWN.has(name) && typeof value === "string");

const growRows = (form, names) => {
  for (const rows of form.querySelectorAll("[data-rows]")) {
    const numbers = names.filter((name) => name.startsWith(`${rows.id}-`))
      .map((name) => Number.parseInt(name.slice(rows.id.length + 1), 10))
      .filter((number) => Number.isInteger(number));
    const last = Math.max(-1, ...numbers);
    while (Number(rows.dataset.next) <= last) addRow(rows);
  }
};

export const fill = (form, values) => {
  growRows(form, values.map(([name]) => name));
  const wanted = new Map();
  for (const [name, value] of values) wanted.set(name, [...(wanted.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || OWN.has(control.name) || control.type === "file") continue;
    const list = wanted.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = list.includes(control.value);
    } else if (control.multiple) {
      for (const option of control.options) option.selected = list.includes(option.value);
    } else if (list.length > 0) {
      control.value = list[0];
    }
  }
  form.dispatchEvent(new Event("filled", { bubbles: true }));
};
