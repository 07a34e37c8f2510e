// What is kept on the device is sealed: AES-256-GCM under a key that PBKDF2 makes from the passphrase.
//
// The passphrase and the key leave neither this module's callers nor the memory; the key cannot be exported.

const ROUNDS = 900_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const CHECK = "certplatform offline work";

/** A salt for a new vault. @returns {Uint8Array} */
export const newSalt = () => crypto.getRandomValues(new Uint8Array(16));

/**
 * The key of a passphrase.
 * @param {string} passphrase
 * @param {Uint8Array} salt
 * @param {number} [rounds]
 * @returns {Promise<CryptoKey>}
 */
export const keyOf = async (passphrase, salt, rounds = ROUNDS) => {
  const raw = encoder.encode(passphrase.normalize("NFKC"));
  const base = await crypto.subtle.importKey("raw", raw, "PBKDF2", false, ["deriveKey"]);
  const made = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(made, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
};

/**
 * Seal bytes; `name` is bound to them, so that one sealed thing cannot stand in another's place.
 * @param {CryptoKey} key
 * @param {BufferSource} bytes
 * @param {string} name
 * @returns {Promise<{iv: Uint8Array, data: ArrayBuffer}>}
 */
export const sealBytes = async (key, bytes, name) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: encoder.encode(name) }, key, bytes);
  return { iv, data };
};

/** Open what was sealed under this name. Throws for a wrong key, name or changed bytes. */
export const openBytes = (key, sealed, name) => crypto.subtle.decrypt(
  { name: "AES-GCM", iv: sealed.iv, additionalData: encoder.encode(name) }, key, sealed.data,
);

export const seal = (key, value, name) => sealBytes(key, encoder.encode(JSON.stringify(value)), name);

export const open = async (key, sealed, name) => JSON.parse(decoder.decode(await openBytes(key, sealed, name)));

/** A sealed word by which a passphrase is known to be right. */
export const checkWord = (key) => seal(key, CHECK, "check");

/** Whether the key opens the sealed word. */
export const opens = async (key, sealed) => {
  try {
    return (await open(key, sealed, "check")) === CHECK;
  } catch {
    return false;
  }
};
