// A box over a long select: typing leaves the matching choices.

import { announce, text } from "./page.js";

const prepare = (select) => {
  const choices = [...select.options];
  const box = document.createElement("input");
  box.type = "search";
  box.className = "form-control c-filter-box";
  box.placeholder = text("filter");
  box.setAttribute("aria-label", text("filter"));
  box.setAttribute("aria-controls", select.id);
  box.autocomplete = "off";
  box.addEventListener("input", (event) => {
    event.stopPropagation();
    const wanted = box.value.trim().toLowerCase();
    const chosen = new Set([...select.selectedOptions]);
    const left = choices.filter((one) => chosen.has(one) || one.text.toLowerCase().includes(wanted));
    select.replaceChildren(...left);
    announce(text("matches", { count: String(left.length) }));
  });
  select.before(box);
  delete select.dataset.filter;
};

export const startFilters = (root) => {
  for (const select of root.querySelectorAll("select[data-filter]")) {
    if (!select.querySelector("optgroup")) prepare(select);
  }
};
