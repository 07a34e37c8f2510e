// What is open on this device: packages and changes as read from the store, and every change written back at once.

import { claimedNow, digestOf } from "./captured.js";
import { rebased, touched } from "./changes.js";
import * as store from "./store.js";
import { checkWord, keyOf, newSalt, open, openBytes, opens, seal, sealBytes } from "./vault.js";

const VAULT = "vault";

/** Whether there is a vault on this device. */
export const vault = async () => ((await store.exists()) ? store.get("meta", VAULT) : undefined);

/** Make a vault for a person. */
export const makeDesk = async (passphrase, person) => {
  const salt = newSalt();
  const key = await keyOf(passphrase, salt);
  await store.put("meta", { id: VAULT, salt, person, check: await checkWord(key) });
  return new Desk(key, person);
};

/** Open the vault; null where the passphrase is wrong. */
export const openDesk = async (passphrase) => {
  const held = await vault();
  const key = await keyOf(passphrase, held.salt);
  if (!(await opens(key, held.check))) return null;
  const desk = new Desk(key, held.person);
  await desk.read();
  return desk;
};

export class Desk {
  constructor(key, person) {
    this.key = key;
    this.person = person;
    /** @type {Map<string, object>} */
    this.packages = new Map();
    this.changes = [];
    this.queue = Promise.resolve();
  }

  async read() {
    for (const one of await store.all("cases")) this.packages.set(one.id, await open(this.key, one.sealed, one.id));
    const sealed = await store.all("changes");
    this.changes = await Promise.all(sealed.map((one) => open(this.key, one.sealed, one.id)));
    this.changes.sort((one, other) => one.order - other.order);
  }

  /** One write after the other, so that an older state never lands on a newer one. */
  inTurn(deed) {
    const turn = this.queue.then(deed);
    this.queue = turn.catch(() => {});
    return turn;
  }

  fresh(caseId) {
    const order = Math.max(Date.now(), (this.changes.at(-1)?.order ?? 0) + 1);
    return { id: crypto.randomUUID(), case: caseId, order, claimed: claimedNow() };
  }

  rowOf(caseId, key) {
    return this.packages.get(caseId)?.groups.flatMap((group) => group.rows).find((row) => row.key === key);
  }

  of(caseId) {
    return this.changes.filter((one) => one.case === caseId);
  }

  async #sealed(id, value) {
    return { id, sealed: await seal(this.key, value, id) };
  }

  async #sealedChange(change) {
    return { ...(await this.#sealed(change.id, change)), case: change.case };
  }

  /** Take a case along, with the documents chosen: list of {name, type, blob}. */
  async take(taken, documents) {
    const values = [];
    const listed = [];
    for (const one of documents) {
      const id = crypto.randomUUID();
      values.push(["files", { id, case: taken.case, sealed: await sealBytes(this.key, await one.blob.arrayBuffer(), id) }]);
      listed.push({ id, name: one.name, type: one.type });
    }
    const kept = { ...taken, taken: listed };
    await store.putAll([...values, ["cases", await this.#sealed(taken.case, kept)]]);
    this.packages.set(taken.case, kept);
  }

  /** Keep a change on the device; it is there when this comes back. */
  keep(change) {
    const place = this.changes.findIndex((one) => one.id === change.id);
    if (place < 0) this.changes.push(change);
    else this.changes[place] = change;
    return this.inTurn(async () => store.put("changes", await this.#sealedChange(change)));
  }

  touch(caseId, key, field, value) {
    const row = this.rowOf(caseId, key);
    return this.keep(touched(row, this.of(caseId), field, value, () => this.fresh(caseId)));
  }

  /** Photos, each with what is known of its capture, as a change of their own or with a finding. */
  async files(list, place) {
    const values = [];
    const named = [];
    for (const one of list) {
      const bytes = await one.arrayBuffer();
      const id = crypto.randomUUID();
      const capture = {
        name: one.name, sha256: await digestOf(bytes), taken_at: claimedNow(),
        latitude: place?.latitude ?? null, longitude: place?.longitude ?? null, accuracy: place?.accuracy ?? null,
      };
      values.push(["files", { id, sealed: await sealBytes(this.key, bytes, id) }]);
      named.push({ id, name: one.name, type: one.type, capture });
    }
    return { values, named };
  }

  async add(caseId, given, list, place) {
    const { values, named } = await this.files(list, place);
    const change = { ...this.fresh(caseId), ...given, files: named };
    await this.inTurn(async () => store.putAll([...values, ["changes", await this.#sealedChange(change)]]));
    this.changes.push(change);
    return change;
  }

  async readFile(id) {
    return openBytes(this.key, (await store.get("files", id)).sealed, id);
  }

  async drop(change) {
    this.changes = this.changes.filter((one) => one.id !== change.id);
    await this.inTurn(() => store.removeChange(change.id, change.files.map((one) => one.id)));
  }

  /** A change is answered: the row moves on, then the change goes; cut between, it is sent once more for nothing. */
  async settle(change, row, told) {
    if (row) await this.#move(change, row, told);
    await this.drop(change);
  }

  async replace(change, next, row, told) {
    if (row) await this.#move(change, row, told);
    await this.keep(next);
    await this.drop(change);
    this.changes.sort((one, other) => one.order - other.order);
  }

  async #move(change, row, told) {
    const before = { ...this.rowOf(change.case, change.key) };
    Object.assign(this.rowOf(change.case, change.key), row);
    this.changes = this.changes.map((one) => (one.case === change.case ? rebased(one, change, before, told) : one));
    const moved = this.of(change.case).filter((one) => one.key === change.key && one.id !== change.id);
    await this.inTurn(async () => store.putAll([
      ["cases", await this.#sealed(change.case, this.packages.get(change.case))],
      ...await Promise.all(moved.map(async (one) => ["changes", await this.#sealedChange(one)])),
    ]));
  }

  async erase(caseId) {
    this.packages.delete(caseId);
    await store.eraseCase(caseId);
  }
}
