// A field for codes of an official list: input[data-codes="address of the search"].
//
// What one types (a code, a name, pinyin or its initials) is looked up there: {"items": [{"code",
// "title"}], "more": true}. The field itself goes on holding the code and is hidden; a box of the
// combobox pattern stands in its place. [data-many] takes several codes with blanks between. What
// is no code of the list is kept as typed, for the server to judge. Without this script one types
// the code.

import { announce, markField, text } from "./page.js";

const PAUSE = 150;
const ENGLISH = document.documentElement.lang === "en";
const answers = new Map();
const pickers = new WeakMap();

const find = async (source, question) => {
  const asked = new URL(source, location.href);
  asked.searchParams.set("q", question);
  asked.searchParams.set("lang", ENGLISH ? "en" : "zh_CN");
  if (!answers.has(asked.href)) {
    const answer = await fetch(asked, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    answers.set(asked.href, await answer.json());
  }
  return answers.get(asked.href);
};

const wordsOf = (words) => words.trim().split(/[\s,，、;；]+/).filter(Boolean);

class Picker {
  constructor(field) {
    this.field = field;
    this.many = field.dataset.many !== undefined;
    this.rows = [];
    this.active = -1;
    this.asked = 0;
    this.build();
    this.listen();
  }

  build() {
    const { field } = this;
    const box = field.cloneNode();
    for (const name of ["name", "data-codes", "data-many"]) box.removeAttribute(name);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-expanded", "false");
    box.setAttribute("aria-controls", `${field.id}-list`);
    const list = document.createElement("ul");
    list.id = `${field.id}-list`;
    list.className = "c-picker-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", text("filter"));
    const place = document.createElement("div");
    place.className = "c-picker";
    field.before(place);
    field.removeAttribute("id");
    field.type = "hidden";
    field.dataset.box = box.id;
    place.append(box, list, field);
    [this.box, this.list] = [box, list];
    this.picked = place.closest(".c-field")?.querySelector("[data-picked]") ?? null;
  }

  listen() {
    const { box, list } = this;
    box.addEventListener("input", (event) => {
      event.stopPropagation(); // nothing is chosen yet that could be saved
      if (this.many) this.field.value = wordsOf(box.value).join(" ");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), PAUSE);
    });
    box.addEventListener("change", (event) => event.stopPropagation());
    box.addEventListener("keydown", (event) => this.onKey(event));
    box.addEventListener("focusout", () => this.settle());
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus
    list.addEventListener("click", (event) => {
      const line = event.target.closest("[role=option]");
      if (line) this.choose(this.rows[Number(line.dataset.place)]);
    });
  }

  question() {
    if (!this.many) return this.box.value.trim();
    return /\s$/.test(this.box.value) ? "" : wordsOf(this.box.value).at(-1) ?? "";
  }

  async look() {
    const question = this.question();
    this.asked += 1;
    const turn = this.asked;
    if (!question) return this.close();
    try {
      const found = await find(this.field.dataset.codes, question);
      if (turn === this.asked && this.box === document.activeElement) this.open(found, question);
    } catch (lost) {
      console.warn(lost); // without a connection one can still type the code
      this.close();
    }
  }

  open({ items, more }, question) {
    this.rows = items;
    this.active = -1;
    this.list.replaceChildren(...items.map((row, place) => {
      const line = document.createElement("li");
      line.id = `${this.list.id}-${place}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(row.code === this.field.value));
      line.dataset.place = String(place);
      line.textContent = row.title;
      return line;
    }));
    this.list.hidden = items.length === 0;
    if (items.length > 0) this.list.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-expanded", String(items.length > 0));
    this.box.removeAttribute("aria-activedescendant");
    if (items.length === 0) announce(text("pickNone", { question }));
    else announce(text(more ? "pickMore" : "matches", { count: String(items.length) }));
  }

  close() {
    this.list.hidden = true;
    this.rows = [];
    this.active = -1;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      this.choose(this.rows[Math.max(this.active, 0)]);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.look();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  move(step) {
    const count = this.rows.length;
    this.active = this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count;
    [...this.list.children].forEach((line, place) => {
      line.classList.toggle("is-active", place === this.active);
      if (place !== this.active) return;
      this.box.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    });
  }

  choose(row) {
    if (this.many) {
      const before = wordsOf(this.box.value).slice(0, -1);
      this.take([...before, row.code].join(" "));
      this.box.value += " ";
    } else {
      this.take(row.code);
    }
    announce(row.title);
  }

  // The code that counts from now on; told to whoever saves, and named beside the box.
  take(code) {
    const changed = this.field.value !== code;
    this.field.value = code;
    this.box.value = code;
    this.asked += 1;
    this.close();
    markField(this.field, "");
    this.name();
    if (changed) this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Leaving the box: a code, or words that only one row fits, is taken; else what was typed stays.
  async settle() {
    clearTimeout(this.timer);
    this.close();
    const typed = this.many ? wordsOf(this.box.value).join(" ") : this.box.value.trim();
    if (typed === this.field.value && !this.many) return;
    if (this.many || !typed) return this.take(typed);
    this.asked += 1;
    const turn = this.asked;
    let found = { items: [], more: false };
    try {
      found = await find(this.field.dataset.codes, typed);
    } catch (lost) {
      console.warn(lost); // the server judges it when it is saved
    }
    if (turn !== this.asked) return;
    const same = found.items.find((row) => row.code === typed.toUpperCase());
    const only = found.items.length === 1 ? found.items[0] : undefined;
    this.take((same ?? only)?.code ?? typed);
    if (!same && !only && this.picked) markField(this.field, text("pickChoose"));
  }

  // What the codes mean, beside the box.
  async name() {
    if (!this.picked) return;
    const codes = wordsOf(this.field.value);
    const titles = [];
    for (const code of codes) {
      try {
        const found = await find(this.field.dataset.codes, code);
        titles.push(found.items.find((row) => row.code === code.toUpperCase())?.title ?? "");
      } catch (lost) {
        console.warn(lost); // a code without its title is still a code
      }
    }
    if (codes.join() !== wordsOf(this.field.value).join()) return;
    this.picked.textContent = titles.filter(Boolean).join(ENGLISH ? ", " : "、");
  }

  // The field was filled from elsewhere, as with text that was kept on this device.
  follow() {
    if (this.box.value === this.field.value) return;
    this.box.value = this.field.value;
    this.name();
  }
}

const prepare = (field) => {
  if (field.type !== "hidden" && !pickers.has(field)) pickers.set(field, new Picker(field));
};

export const startPickers = (root) => {
  for (const field of root.querySelectorAll("input[data-codes]")) prepare(field);
};

// Rows that were added later are prepared when one comes to them.
document.addEventListener("focusin", (event) => {
  if (!event.target.matches?.("input[data-codes]")) return;
  const { id } = event.target;
  prepare(event.target);
  document.getElementById(id)?.focus();
});
document.addEventListener("filled", (event) => {
  for (const field of event.target.querySelectorAll("input[data-codes]")) pickers.get(field)?.follow();
});
