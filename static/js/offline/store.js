// The device's store: sealed packages, changes and files in IndexedDB, written before anybody is told "kept".
//
// In clear are only random numbers, which case a thing belongs to (its address), and the salt.

const NAME = "certplatform-offline";
const STORES = ["meta", "cases", "changes", "files"];

let opened = null;

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const connect = () => {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const one of STORES) request.result.createObjectStore(one, { keyPath: "id" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
};

const done = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = resolve;
  transaction.onerror = () => reject(transaction.error);
  transaction.onabort = () => reject(transaction.error);
});

/** Write, and come back only when the device says that it is on its disk. */
const write = async (stores, deed) => {
  const transaction = (await connect()).transaction(stores, "readwrite", { durability: "strict" });
  deed(transaction);
  await done(transaction);
};

export const put = (store, value) => write([store], (one) => one.objectStore(store).put(value));

/** Several things at once, all or none: list of [store, value]. */
export const putAll = (values) => write([...new Set(values.map(([store]) => store))], (one) => {
  for (const [store, value] of values) one.objectStore(store).put(value);
});

export const remove = (store, id) => write([store], (one) => one.objectStore(store).delete(id));

export const get = async (store, id) => asked((await connect()).transaction(store).objectStore(store).get(id));

export const all = async (store) => asked((await connect()).transaction(store).objectStore(store).getAll());

/** A change that is settled goes together with its files. */
export const removeChange = (id, files) => write(["changes", "files"], (one) => {
  one.objectStore("changes").delete(id);
  for (const file of files) one.objectStore("files").delete(file);
});

/** Erase a case that may no longer be held; changes not yet sent stay, sealed, for their author. */
export const eraseCase = (id) => write(["cases", "files"], (one) => {
  one.objectStore("cases").delete(id);
  const files = one.objectStore("files");
  files.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    if (cursor.value.case === id) cursor.delete();
    cursor.continue();
  };
});

/** Whether there is a vault on this device at all; asking makes none. */
export const exists = async () => {
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some((one) => one.name === NAME);
};

/** How many changes wait on this device. */
export const waiting = async () => ((await exists()) ? (await all("changes")).length : 0);

/** Erase everything. */
export const eraseAll = async () => {
  if (opened) (await opened).close();
  opened = null;
  await asked(indexedDB.deleteDatabase(NAME));
};
