// Starts what the pages need. Everything works on marked elements (data-…), nothing on names of pages,
// and every page stays usable without it.

import { startAgenda } from "./agenda.js";
import { startAutosave, forgetDrafts } from "./autosave.js";
import { startBench } from "./bench.js";
import { startCaptures } from "./capture.js";
import { startFiles } from "./files.js";
import { startErasing } from "./offline/erase.js";
import { startFilters } from "./filter.js";
import { announce, text, token } from "./page.js";
import { startPickers } from "./picker.js";
import { startRows } from "./rows.js";
import { startSubmit } from "./submit.js";
import { startQuestions } from "./questions.js";

const narrowTables = (root) => {
  for (const table of root.querySelectorAll("table[data-cards]")) {
    const labels = [...table.querySelectorAll("thead th")].map((one) => one.textContent.trim());
    table.setAttribute("role", "table");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      [...row.cells].forEach((cell, place) => {
        cell.setAttribute("role", cell.tagName === "TH" ? "columnheader" : "cell");
        cell.dataset.label ??= labels[place] ?? "";
      });
    }
  }
};

const showPresent = (root) => {
  for (const line of root.querySelectorAll(".c-stages, .c-tabs")) {
    const now = line.querySelector(".is-now, [aria-current]");
    if (now) line.scrollLeft = now.offsetLeft - line.offsetLeft - (line.clientWidth - now.clientWidth) / 2;
  }
};

const prepare = (root) => {
  narrowTables(root);
  showPresent(root);
  startFilters(root);
  startPickers(root); // before the drafts, which may be put back into them
  startAutosave(root);
  startQuestions(root);
  startAgenda(root);
};

document.documentElement.classList.add("js");
startSubmit();
startRows();
startFiles();
startCaptures();
startBench(document);
startErasing(document, text);
prepare(document);
document.querySelector("[data-summary]")?.focus();

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token();
});
document.addEventListener("field:replaced", (event) => prepare(event.target));
document.addEventListener("htmx:afterSwap", (event) => prepare(event.detail.target));

document.addEventListener("click", async (event) => {
  const link = event.target.closest('[data-summary] a[href^="#"]');
  if (link) {
    event.preventDefault();
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    field?.closest("details")?.setAttribute("open", "");
    field?.scrollIntoView({ block: "center" });
    field?.focus();
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    announce(text("copied"));
  }
  if (event.target.closest("[data-print]")) globalThis.print();
  for (const popup of document.querySelectorAll("details[data-popup][open]")) {
    if (!popup.contains(event.target)) popup.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const popup of document.querySelectorAll("details[data-popup][open]")) {
    popup.open = false;
    popup.querySelector("summary").focus();
  }
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-forget]")) forgetDrafts();
});
