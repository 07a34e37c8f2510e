// Draws what is open on this device, from templates that stand in the page.

import { shown } from "./changes.js";

const page = () => document.querySelector("[data-offline]");

export const words = (name, values = {}) => Object.entries(values).reduce(
  (all, [key, value]) => all.replaceAll(`{${key}}`, value), page().querySelector("[data-words]").dataset[name] ?? "",
);

export const part = (name) => page().querySelector(`[data-part="${name}"]`);

export const show = (...names) => {
  for (const one of page().querySelectorAll("[data-part]")) one.hidden = !names.includes(one.dataset.part);
};

export const say = (tone, text) => {
  const line = page().querySelector("[data-status]");
  line.className = `c-offline-bar tone-${tone}`;
  line.textContent = text;
};

const fromTemplate = (name) => page().querySelector(`[data-template="${name}"]`).content.firstElementChild.cloneNode(true);

const set = (root, name, text) => {
  root.querySelector(`[data-${name}]`).textContent = text ?? "";
};

const button = (label, deed) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-secondary";
  made.textContent = label;
  made.addEventListener("click", deed);
  return made;
};

const drawConflict = (box, seen, decide) => {
  const results = JSON.parse(page().querySelector("[data-words]").dataset.results);
  box.hidden = !seen.conflict;
  box.replaceChildren();
  for (const [field, other] of Object.entries(seen.conflict?.theirs ?? {})) {
    const notice = document.createElement("div");
    notice.className = "c-notice tone-bad";
    notice.dataset.undecided = field;
    const line = document.createElement("p");
    line.textContent = `${words("both", other)} ${field === "result" ? results[other.text] : other.text}`;
    notice.append(
      line,
      button(words("mine"), () => decide(seen.conflict, field, true)),
      button(words("theirs"), () => decide(seen.conflict, field, false)),
    );
    box.append(notice);
  }
};

/** Bring a row that is drawn up to date; what is being typed is left alone. */
export const refreshRow = (section, row, changes, decide) => {
  const seen = shown(row, changes);
  for (const radio of section.querySelectorAll(".c-rate input")) radio.checked = radio.value === seen.result;
  const note = section.querySelector("textarea");
  if (document.activeElement !== note) note.value = seen.note;
  const state = section.querySelector("[data-state]");
  const photos = seen.photos > 0 ? ` · ${words("rowPhotos", { count: String(seen.photos) })}` : "";
  const server = row.version > 0 ? words("rowServer") : "";
  state.textContent = seen.waiting > 0 ? words("rowDevice") + photos : server;
  state.className = `c-saved tone-${seen.waiting > 0 ? "wait" : "good"}`;
  set(section, "refused", seen.refused);
  drawConflict(section.querySelector("[data-conflict]"), seen, decide);
};

export const drawCase = (held, only) => {
  const root = part("case");
  set(root, "enterprise", `${held.number} ${held.enterprise}`);
  root.querySelector("[data-plan]").replaceChildren(...held.plan.filter((one) => one.mine).map((one) => {
    const line = document.createElement("li");
    line.textContent = [one.on, one.half, one.site, one.department].filter(Boolean).join(" · ");
    return line;
  }));
  const groups = held.groups.map((group) => {
    const rows = group.rows.filter(only);
    if (rows.length === 0) return null;
    const drawn = fromTemplate("group");
    set(drawn, "title", group.title);
    drawn.querySelector("[data-rows]").append(...rows.map((row) => drawRow(row, held.sites)));
    return drawn;
  });
  root.querySelector("[data-groups]").replaceChildren(...groups.filter(Boolean));
};

const drawRow = (row, sites) => {
  const section = fromTemplate("row");
  section.dataset.key = row.key;
  set(section, "code", row.level ? `${row.code} ${row.level}` : row.code);
  set(section, "title", row.title);
  set(section, "prompt", row.prompt);
  for (const radio of section.querySelectorAll(".c-rate input")) radio.name = `result ${row.key}`;
  const select = section.querySelector("[name=site_id]");
  for (const site of sites) select.add(new Option(site.name, site.id));
  return section;
};

export const drawList = (place, items, draw) => place.replaceChildren(...items.map((one) => {
  const line = document.createElement("li");
  line.append(draw(one));
  return line;
}));

export const linkButton = button;
