// What the device knows of a file the moment it is chosen: its digest, and when that was. It goes with the form, so
// that what arrives can be compared. A form that is sent before the digest is there says nothing of its files.

import { claimedNow, digestOf } from "./offline/captured.js";

const FIELDS = 'input[type="file"][name="files"], input[type="file"][name="photo"]';
const LARGEST = 64 * 1024 * 1024; // a larger file is not held in memory for its digest
const known = new WeakMap();

const look = async (file) => {
  const taken = claimedNow();
  const sha256 = await digestOf(await file.arrayBuffer());
  known.set(file, { name: file.name, sha256, taken_at: taken });
};

export const startCaptures = () => {
  if (!globalThis.crypto?.subtle) return; // a place that is not secure
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.(FIELDS)) return;
    for (const file of event.target.files) if (file.size <= LARGEST) look(file).catch(() => known.delete(file));
  });
  document.addEventListener("formdata", (event) => {
    const files = [...event.target.querySelectorAll(FIELDS)].flatMap((field) => [...field.files]);
    if (files.length === 0 || !files.every((file) => known.has(file))) return;
    const said = files.map((file) => ({ ...known.get(file), sent_at: claimedNow() }));
    event.formData.set("captures", JSON.stringify(said));
  });
};
