// The calendar of the plan: a card is dragged or moved with the arrow keys; the fields of its row follow.
//
// The fields are what is sent, so nothing typed is lost; what the plan comes to is asked of the server.

import { announce, token } from "./page.js";

const ASK_AFTER = 400;
const FAR_ENOUGH = 6;
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const say = (agenda, name, values) => announce(
  Object.entries(values).reduce((all, [key, value]) => all.replaceAll(`{${key}}`, value), agenda.dataset[name]),
);

const fieldOf = (key, name) => document.getElementById(`${key}-${name}`);

const write = (card, slot) => {
  for (const name of ["on", "half", "person"]) {
    fieldOf(card.dataset.card, name).value = slot.dataset[name];
  }
  slot.append(card);
};

const chosen = (key, name) => fieldOf(key, name).selectedOptions[0]?.textContent.trim() ?? "";

const ticked = (key) => document.getElementById(`${key}-covers`).querySelectorAll("input:checked").length;

// The words of a card, as templates/components/plan.html draws them.
const draw = (agenda, card, slot) => {
  const key = card.dataset.card;
  const said = [chosen(key, "site"), fieldOf(key, "department").value.trim()];
  if (fieldOf(key, "remote").checked) said.push(agenda.dataset.remote);
  if (fieldOf(key, "travel").checked) said.push(agenda.dataset.travel);
  else if (ticked(key)) said.push(agenda.dataset.criteria.replace("{count}", ticked(key)));
  const stage = document.createElement("b");
  stage.textContent = chosen(key, "stage");
  const where = document.createElement("span");
  where.className = "visually-hidden";
  where.textContent = ` ${slot.dataset.who} ${slot.dataset.when}`;
  card.replaceChildren(stage, ` ${said.filter(Boolean).join(" · ")}`, where);
};

const slotOf = (agenda, key) => {
  const [on, half, person] = ["on", "half", "person"].map((name) => CSS.escape(fieldOf(key, name).value));
  return agenda.querySelector(`[data-on="${on}"][data-half="${half}"][data-person="${person}"]`);
};

const cardOf = (agenda, key) => {
  const known = agenda.querySelector(`[data-card="${key}"]`);
  if (known) return known;
  const card = document.createElement("a");
  card.className = "c-agenda-card";
  card.href = `#${key}`;
  card.dataset.card = key;
  card.draggable = false;
  card.setAttribute("aria-describedby", "agenda-help");
  return card;
};

// Every row stands as a card in its half-day; rows that are gone, or on a day not shown, stand in none.
const settle = (agenda, form) => {
  const keys = [...form.querySelectorAll("#rows [data-row-list] > [data-row]")].map((row) => row.id);
  for (const card of agenda.querySelectorAll("[data-card]")) {
    if (!keys.includes(card.dataset.card)) card.remove();
  }
  for (const key of keys) {
    const slot = slotOf(agenda, key);
    const card = cardOf(agenda, key);
    if (!slot) card.remove();
    else {
      if (card.parentElement !== slot) slot.append(card);
      draw(agenda, card, slot);
    }
  }
};

const move = (agenda, card, slot) => {
  const from = card.closest("[data-slot]");
  if (!slot || slot === from) return;
  const there = slot.querySelector("[data-card]");
  write(card, slot);
  if (there) write(there, from);
  const { who, when, why } = slot.dataset;
  say(agenda, why ? "taken" : there ? "exchanged" : "moved", { who, when, why });
  fieldOf(card.dataset.card, "on").dispatchEvent(new Event("input", { bubbles: true }));
};

const neighbour = (slot, [down, right]) => {
  const row = slot.parentElement;
  const rows = [...row.parentElement.rows];
  const cells = [...row.querySelectorAll("[data-slot]")];
  const target = rows[rows.indexOf(row) + down];
  return target?.querySelectorAll("[data-slot]")[cells.indexOf(slot) + right];
};

const onKey = (agenda, event) => {
  const card = event.target.closest("[data-card]");
  const step = STEPS[event.key];
  if (!card || !step || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const slot = neighbour(card.closest("[data-slot]"), step);
  if (!slot) {
    say(agenda, "edge", {});
    return;
  }
  move(agenda, card, slot);
  card.focus();
};

const slotAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-slot]");

const drag = (agenda, card, start) => {
  let far = false;
  let over = null;
  const mark = (slot) => {
    over?.classList.remove("is-over");
    over = slot;
    over?.classList.add("is-over");
  };
  const follow = (event) => {
    const [x, y] = [event.clientX - start.clientX, event.clientY - start.clientY];
    far ||= Math.hypot(x, y) >= FAR_ENOUGH;
    if (!far) return;
    card.classList.add("is-dragged");
    card.style.transform = `translate(${x}px, ${y}px)`;
    mark(slotAt(event));
  };
  const stop = (event) => {
    for (const [name, listener] of listeners) card.removeEventListener(name, listener);
    document.removeEventListener("keydown", escape, true);
    card.classList.remove("is-dragged");
    card.style.transform = "";
    const slot = over;
    mark(null);
    if (!far) return;
    card.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
    if (event?.type === "pointerup" && slot) move(agenda, card, slot);
  };
  const escape = (event) => {
    if (event.key === "Escape") stop();
  };
  const listeners = [["pointermove", follow], ["pointerup", stop], ["pointercancel", stop]];
  card.setPointerCapture(start.pointerId);
  for (const [name, listener] of listeners) card.addEventListener(name, listener);
  document.addEventListener("keydown", escape, true);
};

const ask = async (agenda, form) => {
  const place = document.getElementById(agenda.dataset.says);
  const answer = await fetch(agenda.dataset.look, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-CSRFToken": token() },
  });
  // 409 and 422 say what is amiss; any other page is not what was asked for
  if (!place || !(answer.ok || [409, 422].includes(answer.status))) return;
  place.innerHTML = await answer.text();
  for (const more of place.querySelectorAll("template[data-also]")) {
    document.getElementById(more.dataset.also)?.replaceChildren(more.content);
    more.remove();
  }
};

const openFields = (card) => {
  const row = document.getElementById(card.dataset.card);
  row.closest("details")?.setAttribute("open", "");
  row.scrollIntoView({ block: "center" });
  row.querySelector("input, select, textarea")?.focus();
};

export const startAgenda = (root) => {
  for (const agenda of root.querySelectorAll("[data-agenda]")) {
    const form = agenda.closest("form");
    let waiting = 0;
    let unsaved = false;
    form.addEventListener("input", () => {
      unsaved = true;
      settle(agenda, form);
      clearTimeout(waiting);
      waiting = setTimeout(() => ask(agenda, form).catch(() => announce(agenda.dataset.saveFirst)), ASK_AFTER);
    });
    document.addEventListener("submit", (event) => {
      if (!unsaved || event.target === form || event.target.method !== "post") return;
      event.preventDefault();
      event.stopPropagation();
      say(agenda, "saveFirst", {});
      form.querySelector('button[type="submit"]').focus();
    }, { capture: true });
    agenda.addEventListener("keydown", (event) => onKey(agenda, event));
    agenda.addEventListener("pointerdown", (event) => {
      const card = event.target.closest("[data-card]");
      if (card && event.button === 0) drag(agenda, card, event);
    });
    agenda.addEventListener("click", (event) => {
      const card = event.target.closest("[data-card]");
      if (!card || event.defaultPrevented) return;
      event.preventDefault();
      openFields(card);
    });
  }
};
