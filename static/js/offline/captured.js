// What a device can say of a file as it is captured.

/** The time by this device's clock, with its offset. */
export const claimedNow = () => {
  const now = new Date();
  const offset = -now.getTimezoneOffset();
  const two = (value) => String(Math.trunc(Math.abs(value))).padStart(2, "0");
  const local = new Date(now.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
};

/** The SHA-256 of bytes in hexadecimal. @param {BufferSource} bytes */
export const digestOf = async (bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
  .map((one) => one.toString(16).padStart(2, "0")).join("");
