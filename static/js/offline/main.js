// The offline page: opens what is on the device, takes cases along, keeps what is entered, merges on return.

import { makeDesk, openDesk, vault } from "./desk.js";
import * as screen from "./screen.js";
import { eraseAll, waiting } from "./store.js";
import { sendAll } from "./sync.js";

const RETRY = 30_000;
const root = document.querySelector("[data-offline]");
const state = { desk: null, open: "", all: false, contact: null, sentAt: "", place: null, apart: 0, sending: false, again: false, timer: 0 };

/** Whether the server answers, and who it says one is; null without a network, {} when signed out. */
const contact = async () => {
  try {
    const answer = await fetch("/audits/offline/contact", { headers: { Accept: "application/json" }, cache: "no-store" });
    const json = answer.headers.get("Content-Type")?.includes("json") && answer.ok && !answer.redirected;
    return json ? await answer.json() : {};
  } catch {
    return null;
  }
};

const tell = async () => {
  const { desk } = state;
  const count = desk ? desk.changes.length : await waiting();
  const said = [];
  if (state.contact === null) said.push(screen.words("noNetwork"));
  else if (!state.contact.person) said.push(screen.words("signedOut"));
  else if (desk && state.contact.person !== desk.person) said.push(screen.words("otherPerson"));
  if (count > 0) said.push(screen.words(desk ? "onDevice" : "locked", { count: String(count) }));
  else said.push(state.sentAt ? screen.words("onServer", { time: state.sentAt }) : screen.words("nothing"));
  if (state.apart > 0) said.push(screen.words("apart", { count: String(state.apart) }));
  screen.say(count > 0 ? "wait" : "good", said.join(" "));
};

const refresh = async () => {
  const { desk, open } = state;
  if (desk && open) {
    for (const section of root.querySelectorAll("[data-bench-row]")) {
      screen.refreshRow(section, desk.rowOf(open, section.dataset.key), desk.of(open), decide);
    }
  }
  await tell();
};

/** Nothing may be lost without a word: a device that cannot keep something says so at once. */
const kept = async (deed) => {
  try {
    await deed;
    await refresh();
  } catch (problem) {
    screen.say("bad", screen.words("failed", { reason: String(problem?.message ?? problem) }));
  }
};

const decide = (change, field, mine) => {
  const theirs = { ...change.theirs };
  delete theirs[field];
  const touched = mine ? change.touched : change.touched.filter((one) => one !== field);
  const next = { ...change, touched, theirs: Object.keys(theirs).length > 0 ? theirs : null };
  const deed = touched.length > 0 ? state.desk.keep(next) : state.desk.drop(change);
  kept(deed.then(() => send()));
};

/** Send what waits, case by case; what may no longer be held is erased once its changes are gone. */
const send = async () => {
  const { desk } = state;
  if (!desk) return;
  // Whoever asks while a round is under way, which may yet fail, is heard after it.
  state.again = state.sending;
  if (state.sending) return;
  state.sending = true;
  clearTimeout(state.timer);
  try {
    state.contact = await contact();
    if (state.contact?.person === desk.person) for (const id of new Set(desk.changes.map((one) => one.case))) await sendCase(id);
    await eraseEnded();
  } finally {
    state.sending = false;
  }
  await refresh();
  if (state.again) await send();
  else if (desk.changes.length > 0) state.timer = setTimeout(() => kept(send()), RETRY);
};

const sendCase = async (id) => {
  const { desk } = state;
  const part = {
    changes: () => desk.of(id),
    row: (key) => desk.rowOf(id, key),
    isRated: (key) => !desk.packages.has(id) || desk.rowOf(id, key)?.version > 0 || !state.contact.places.includes(id),
    keep: (change) => desk.keep(change),
    settle: (change, row, told) => desk.settle(change, row, told),
    replace: (change, next, row, told) => desk.replace(change, next, row, told),
    readFile: (file) => desk.readFile(file),
    fresh: () => desk.fresh(id),
  };
  const post = (body) => fetch(`/cases/${encodeURIComponent(id)}/audit/changes`, {
    method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": state.contact.csrf },
  });
  const count = await sendAll(part, post);
  state.apart += count.apart;
  if (count.sent + count.apart > 0) {
    state.sentAt = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  }
};

const eraseEnded = async () => {
  const { desk } = state;
  if (!state.contact?.places || state.contact.person !== desk.person) return;
  for (const id of [...desk.packages.keys()]) {
    if (state.contact.places.includes(id)) continue;
    await desk.erase(id);
    if (state.open === id) showCases();
  }
};

const openCase = (id) => {
  state.open = id;
  const held = state.desk.packages.get(id);
  screen.drawCase(held, (row) => state.all || row.mine || !held.groups.some((group) => group.rows.some((one) => one.mine)));
  screen.drawList(root.querySelector("[data-taken]"), held.taken ?? [], (one) => screen.linkButton(one.name, async () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await state.desk.readFile(one.id)], { type: "application/octet-stream" }));
    link.download = one.name;
    link.click();
    URL.revokeObjectURL(link.href);
  }));
  screen.show("case");
  kept(Promise.resolve());
};

const showCases = () => {
  state.open = "";
  const held = [...state.desk.packages.values()];
  screen.drawList(root.querySelector("[data-cases]"), held, (one) => screen.linkButton(`${one.number} ${one.enterprise}`, () => openCase(one.case)));
  root.querySelector("[data-none]").hidden = held.length > 0;
  screen.show("cases");
};

/** The case that the address asks to take along: #take=<address>. */
const wanted = () => new URLSearchParams(location.hash.slice(1)).get("take") ?? "";

const begin = async () => {
  const id = wanted();
  if (id && state.contact?.places?.includes(id) && !state.desk.packages.has(id)) return choose(id);
  if (state.desk.packages.size === 1) openCase([...state.desk.packages.keys()][0]);
  else showCases();
  return send();
};

const choose = async (id) => {
  const answer = await fetch(`/cases/${encodeURIComponent(id)}/audit/package`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return showCases();
  const taken = await answer.json();
  const part = screen.part("choose");
  part.querySelector("[data-enterprise]").textContent = taken.enterprise;
  part.querySelector("[data-documents]").replaceChildren(...taken.documents.map((one, place) => {
    const label = document.createElement("label");
    label.className = "form-check";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", className: "form-check-input", value: place });
    label.append(box, ` ${one.name} (${(one.size / 1024).toFixed(0)} KB)`);
    return label;
  }));
  part.querySelector("form").onsubmit = (event) => {
    event.preventDefault();
    const boxes = [...part.querySelectorAll("input:checked")];
    kept(takeAlong(taken, boxes.map((box) => taken.documents[Number(box.value)])));
  };
  screen.show("choose");
  return tell();
};

const takeAlong = async (taken, documents) => {
  const fetched = await Promise.all(documents.map(async (one) => {
    const answer = await fetch(one.url);
    if (!answer.ok) throw new Error(one.name);
    return { name: one.name, type: one.type, blob: await answer.blob() };
  }));
  await state.desk.take(taken, fetched);
  await navigator.storage?.persist?.();
  openCase(taken.case);
};

root.querySelector("[data-unlock]").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = event.target.elements.passphrase;
  state.desk = await openDesk(field.value);
  field.value = "";
  event.target.querySelector("[data-error]").textContent = state.desk ? "" : screen.words("wrong");
  if (state.desk) await begin();
});

root.querySelector("[data-create]").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { passphrase, repeat } = event.target.elements;
  const same = passphrase.value === repeat.value;
  event.target.querySelector("[data-error]").textContent = same ? "" : screen.words("differ");
  if (!same) return;
  state.desk = await makeDesk(passphrase.value, state.contact.person);
  event.target.reset();
  await begin();
});

root.querySelector("[data-forget-all]").addEventListener("click", () => {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-confirm-text]").textContent = screen.words("forgotten");
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "yes") return;
    await eraseAll();
    location.reload();
  }, { once: true });
  dialog.returnValue = "no";
  dialog.showModal();
});

const keyAt = (target) => target.closest("[data-bench-row]")?.dataset.key;

root.addEventListener("input", ({ target }) => {
  const key = keyAt(target);
  if (!key || target.closest("[data-finding]")) return;
  if (target.matches("textarea")) kept(state.desk.touch(state.open, key, "note", target.value));
  else if (target.matches("[type=radio]")) kept(state.desk.touch(state.open, key, "result", target.value));
});

root.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-photo]") || target.files.length === 0) return;
  const files = [...target.files];
  target.value = "";
  kept(Promise.all(files.map((one) => state.desk.add(state.open, { kind: "photo", key: keyAt(target) }, [one], state.place))));
});

root.addEventListener("submit", (event) => {
  const box = event.target.closest("[data-finding]");
  if (!box) return;
  event.preventDefault();
  const { grade, site_id: site, fact, evidence_text: words, files } = event.target.elements;
  const given = {
    kind: "finding", key: keyAt(box), grade: grade.value, site_id: site.value, fact: fact.value, evidence_text: words.value,
  };
  kept(state.desk.add(state.open, given, [...files.files], state.place).then(() => {
    event.target.reset();
    box.open = false;
  }));
});

root.querySelector("[data-send]").addEventListener("click", () => kept(send()));
root.querySelector("[data-close]").addEventListener("click", showCases);
root.querySelector("[data-all]").addEventListener("click", () => {
  state.all = !state.all;
  openCase(state.open);
});
globalThis.addEventListener("online", () => kept(send()));
globalThis.addEventListener("offline", () => {
  state.contact = null;
  tell();
});

const locate = () => navigator.geolocation?.getCurrentPosition(({ coords }) => {
  state.place = { latitude: coords.latitude, longitude: coords.longitude, accuracy: coords.accuracy };
}, () => {}, { maximumAge: 300_000, timeout: 10_000 });

/** A case that may no longer be held goes at once, before anybody has opened anything. */
const eraseLocked = async (held) => {
  if (!state.contact?.places || state.contact.person !== held.person) return;
  const { all, eraseCase } = await import("./store.js");
  for (const one of await all("cases")) {
    if (state.contact.places.includes(one.id)) continue;
    await eraseCase(one.id);
    screen.say("wait", screen.words("ended"));
  }
};

const start = async () => {
  if (navigator.serviceWorker) {
    await navigator.serviceWorker.register("/offline-worker.js", { scope: "/" });
    navigator.serviceWorker.controller?.postMessage("refresh");
  }
  state.contact = await contact();
  const held = await vault();
  if (held) {
    screen.show("locked");
    await tell();
    await eraseLocked(held);
  } else if (state.contact?.person) {
    screen.show("new");
    await tell();
  } else {
    screen.show();
    await tell();
  }
  locate();
};

start();
