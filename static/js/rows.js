// Lists of sub-forms: rows are added from a blank and removed with a way back.

import { announce, text } from "./page.js";

const count = (rows) => rows.querySelectorAll(":scope > [data-row-list] > [data-row]").length;

const refresh = (rows) => {
  const add = rows.querySelector(":scope > [data-add-row]");
  add.disabled = Boolean(rows.dataset.max) && count(rows) >= Number(rows.dataset.max);
};

const changed = (rows) => rows.dispatchEvent(new Event("input", { bubbles: true }));

export const addRow = (rows) => {
  const number = Number(rows.dataset.next);
  rows.dataset.next = String(number + 1);
  const blank = rows.querySelector(":scope > [data-row-blank]");
  const holder = document.createElement("template");
  holder.innerHTML = blank.innerHTML.replaceAll(`${rows.id}-__row__`, `${rows.id}-${number}`);
  const row = holder.content.firstElementChild;
  rows.querySelector(":scope > [data-row-list]").append(row);
  refresh(rows);
  changed(rows);
  return row;
};

const removeRow = (rows, row) => {
  const line = document.createElement("p");
  line.className = "c-row-gone c-aside";
  const back = document.createElement("button");
  back.type = "button";
  back.className = "btn btn-quiet";
  back.textContent = text("undo");
  line.append(`${text("removed")} `, back);
  row.replaceWith(line);
  back.addEventListener("click", () => {
    line.replaceWith(row);
    refresh(rows);
    changed(rows);
    row.querySelector("input, select, textarea")?.focus();
  });
  back.focus();
  refresh(rows);
  changed(rows);
  announce(text("removed"));
};

export const startRows = () => {
  document.addEventListener("click", (event) => {
    const rows = event.target.closest("[data-rows]");
    if (!rows) return;
    if (event.target.closest("[data-add-row]")) {
      addRow(rows).querySelector("input, select, textarea")?.focus();
    }
    const remove = event.target.closest("[data-remove-row]");
    if (remove) removeRow(rows, remove.closest("[data-row]"));
  });
};
