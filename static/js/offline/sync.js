// Sends what waits, one small change at a time; cut off anywhere, it goes on where it was.

import { answered, decided, meaning, sendable } from "./changes.js";

/** The form of one change; its photos are opened only now. */
export const formOf = async (change, readFile) => {
  const form = new FormData();
  const given = {
    change: change.id, kind: change.kind, key: change.key, base: change.base, claimed: change.claimed,
    touched: (change.touched ?? []).join(" "), result: change.result, note: change.note,
    site_id: change.site_id, grade: change.grade, fact: change.fact, evidence_text: change.evidence_text,
  };
  for (const [name, value] of Object.entries(given)) form.set(name, value ?? "");
  for (const one of change.files) form.append("files", new File([await readFile(one.id)], one.name, { type: one.type }));
  if (change.files.length > 0) form.set("captures", JSON.stringify(change.files.map((one) => one.capture)));
  return form;
};

/**
 * Send everything of one case that may be sent.
 * @param {object} desk what is held and how it is kept: {changes(), row(key), keep(change), settle(change, row, told), isRated(key),
 *   replace(change, next, row, told), readFile(id), fresh()}
 * @param {(form: FormData) => Promise<Response>} post
 * @returns {Promise<{sent: number, apart: number, later: boolean}>}
 */
export const sendAll = async (desk, post) => {
  const count = { sent: 0, apart: 0, later: false };
  for (;;) {
    const change = sendable(desk.changes(), desk.isRated)[0];
    if (!change) return count;
    // From here on its content stands: the number may have reached the server when the answer is lost.
    await desk.keep({ ...change, sending: true });
    const row = desk.row(change.key);
    let answer, told;
    try {
      answer = await post(await formOf(change, desk.readFile));
      told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    } catch {
      return { ...count, later: true };
    }
    const what = meaning(answer.status, told);
    if (what === "later" || answer.redirected) return { ...count, later: true };
    const next = row && answered(row, told);
    if (what === "refused") await desk.keep({ ...change, sending: false, refused: told.words });
    else if (what === "conflict") await desk.replace(change, decided(change, told, desk.fresh), next, told);
    else await desk.settle(change, next, told);
    if (what === "sent") count.sent += 1;
    if (what === "apart") count.apart += 1;
  }
};
