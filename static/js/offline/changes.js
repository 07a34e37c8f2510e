// Changes as values: how rows look with what is not yet sent, and what an answer means. No store, no page.
//
// A change: {id, case, kind: "rating" | "photo" | "finding", key, base, touched, result, note, fact,
// grade, site_id, evidence_text, files: [{id, name, type, capture}], claimed, order, sending, theirs, refused}

/**
 * The row as its person sees it: the version taken along with all waiting changes on top.
 * @param {object} row
 * @param {object[]} changes in their order
 */
export const shown = (row, changes) => {
  const seen = { ...row, waiting: 0, photos: 0, conflict: null, refused: "" };
  for (const one of changes.filter((change) => change.key === row.key)) {
    seen.waiting += 1;
    if (one.kind === "rating") for (const field of one.touched) seen[field] = one[field];
    if (one.kind === "photo") seen.photos += one.files.length;
    if (one.theirs) seen.conflict = one;
    if (one.refused) seen.refused = one.refused;
  }
  return seen;
};

/**
 * The change that a touch of a field goes into: the last waiting one of its row that nobody has begun to
 * send, or a new one. What is being sent is never changed any more, since its number stands for its content.
 */
export const touched = (row, changes, field, value, fresh) => {
  const own = changes.filter((one) => one.kind === "rating" && one.key === row.key);
  const last = own.at(-1);
  const open = last && !last.sending && !last.theirs;
  const change = open ? { ...last } : {
    ...fresh(), kind: "rating", key: row.key, base: row.version, touched: [], files: [],
  };
  change.touched = [...new Set([...change.touched, field])];
  change[field] = value;
  change.refused = "";
  return change;
};

/**
 * What may be sent now: nothing that a person has to decide or mend, nothing behind a change of its row, and no
 * note or photo of a row before its first result.
 * @param {object[]} changes in their order
 * @param {(key: string) => boolean} isRated whether the server has a result of a row
 */
export const sendable = (changes, isRated) => {
  const held = new Set();
  return changes.filter((one) => {
    const row = `${one.case} ${one.key}`;
    const whole = one.kind === "finding" || isRated(one.key) || (one.kind === "rating" && Boolean(one.result));
    const free = !held.has(row) && !one.theirs && !one.refused && whole;
    if (one.kind !== "finding") held.add(row);
    return free;
  });
};

/**
 * A later change of a row once an earlier one is answered: it moves on to the version that now stands, unless
 * that would hide what somebody else wrote into a field it touches; then the server has to compare.
 */
export const rebased = (change, sent, row, told) => {
  if (change.kind !== "rating" || change.key !== sent.key || change.id === sent.id || !told.row) return change;
  const own = new Set(sent.touched ?? []);
  const apart = new Set(told.conflicts ?? []);
  const safe = change.touched.every((field) => (own.has(field) ? !apart.has(field) : told.row[field] === row[field]));
  return { ...change, base: safe ? told.version : change.base };
};

/**
 * What an answer means for a change: "sent", "apart", "conflict", "refused", or "later" (try again).
 * @param {number} status
 * @param {{outcome?: string}} told
 */
export const meaning = (status, told) => {
  if (["saved", "apart", "conflict"].includes(told.outcome)) return told.outcome === "saved" ? "sent" : told.outcome;
  if (told.outcome === "refused" && [403, 409, 413, 422].includes(status)) return "refused";
  return "later";
};

/** The row once a change of it has been answered. */
export const answered = (row, told) => (told.row
  ? { ...row, version: told.version, result: told.row.result, note: told.row.note, files: told.row.files }
  : row);

/** What still has to be decided after a conflict: a change on the version that now stands. */
export const decided = (change, told, fresh) => {
  const left = Object.fromEntries(told.conflicts.map((field) => [field, change[field]]));
  return {
    ...fresh(), kind: "rating", key: change.key, base: told.version, touched: told.conflicts,
    files: [], theirs: told.theirs, claimed: change.claimed, ...left,
  };
};
