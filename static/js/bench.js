// The workbench at a desk: keys walk through the rows and rate them; a bar says what is saved where.
//
// j, k: next and previous row; 1-4: the result; n: into the note; Escape: out of it.

const ROW = "[data-bench-row]";
const TYPING = "textarea, select, input:not([type=radio], [type=checkbox], [type=file])";

/** Where a key leads: a row further on, one back, or a part of the present row; "" for none. */
export const meaning = (key, typing) => {
  if (typing) return key === "Escape" ? "leave" : "";
  if (/^[1-4]$/.test(key)) return "rate";
  return { j: "next", k: "previous", n: "note" }[key] ?? "";
};

/** The place to go to from a place among so many rows; the first where none is chosen. */
export const step = (place, count, way) => {
  if (place < 0) return 0;
  return Math.min(Math.max(place + (way === "next" ? 1 : -1), 0), count - 1);
};

const rowsOf = (bench) => [...bench.querySelectorAll(ROW)];

const goTo = (row) => {
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "start" });
};

const act = (bench, event, what) => {
  const rows = rowsOf(bench);
  const here = rows.indexOf(document.activeElement?.closest(ROW));
  const row = rows[Math.max(here, 0)];
  if (what === "leave") row?.focus();
  else if (what === "note") row?.querySelector("textarea")?.focus();
  else if (what === "rate") row?.querySelectorAll(".c-rate input[type=radio]")[Number(event.key) - 1]?.click();
  else goTo(rows[step(here, rows.length, what)]);
  event.preventDefault();
};

const onKey = (bench) => (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const what = meaning(event.key, event.target.matches?.(TYPING));
  if (what) act(bench, event, what);
};

/** What the bar says of the states of all rows: list of {tone, time}. */
export const told = (states, words) => {
  const server = states.filter((one) => one.tone === "good");
  const device = states.filter((one) => one.tone === "bad");
  const moving = states.length - server.length - device.length;
  const said = [];
  if (device.length > 0) said.push(words.device.replace("{count}", device.length));
  if (moving > 0) said.push(words.unsaved.replace("{count}", moving));
  if (server.length > 0) {
    const last = server.map((one) => one.time).sort().at(-1);
    said.push(words.server.replace("{count}", server.length).replace("{time}", last));
  }
  return said.join(" · ");
};

const now = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

export const startBench = (root) => {
  const bench = root.querySelector("[data-bench]");
  if (!bench) return;
  document.addEventListener("keydown", onKey(bench));
  const bar = bench.querySelector("[data-bench-bar]");
  const states = new Map();
  bench.addEventListener("saving:said", (event) => {
    states.set(event.target, { tone: event.detail.tone, time: now() });
    if (bar) bar.querySelector("[data-bench-state]").textContent = told([...states.values()], bar.dataset);
  });
};
