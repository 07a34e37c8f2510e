// Files are looked at before they travel: too large or empty is said at once.

import { markField, text } from "./page.js";

const MEGABYTE = 1024 * 1024;

const complaint = (input) => {
  const limit = Number(input.dataset.maxMb || 0);
  for (const file of input.files) {
    if (file.size === 0) return text("emptyFile");
    if (limit && file.size > limit * MEGABYTE) {
      return text("tooLarge", { size: (file.size / MEGABYTE).toFixed(1), limit: String(limit) });
    }
  }
  return "";
};

export const startFiles = () => {
  document.addEventListener("change", (event) => {
    if (event.target.matches?.('input[type="file"]')) markField(event.target, complaint(event.target));
  });
};
