// Signing out erases what the device holds; whoever has changes that were never sent is asked first.

import { eraseAll, exists, waiting } from "./store.js";

const agreed = (words) => new Promise((resolve) => {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-confirm-text]").textContent = words;
  dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  dialog.returnValue = "";
  dialog.showModal();
});

export const startErasing = (root, text) => {
  for (const form of root.querySelectorAll("form[data-forget]")) {
    form.addEventListener("submit", async (event) => {
      if (form.dataset.erased) return;
      event.preventDefault();
      const count = await waiting().catch(() => 0);
      if (count > 0 && !(await agreed(text("offlineUnsent", { count: String(count) })))) {
        delete form.dataset.sent;
        return;
      }
      if (await exists()) await eraseAll();
      form.dataset.erased = "yes";
      form.submit();
    });
  }
};
