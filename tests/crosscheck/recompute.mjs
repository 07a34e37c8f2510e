// Recomputes grade capsules with @bufbuild/cel, an engine in another language than ours.
//
// Reads capsules from standard input, one per line, and writes one line for each: the SHA-256 of the
// line, the SHA-256 of the canonical JSON of all answers, and the grade. Numbers of the context reach
// the engine as JSON has them, as doubles; nothing in the rules may depend on that.
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { celEnv, parse, plan } from "@bufbuild/cel";

const env = celEnv();
const planned = new Map();

function program(expression) {
  if (!planned.has(expression)) {
    planned.set(expression, plan(env, parse(expression)));
  }
  return planned.get(expression);
}

function plain(value) {
  if (typeof value === "bigint") {
    return Number(value);
  }
  if (value !== null && typeof value === "object") {
    return Array.from(value, plain);
  }
  return value;
}

// RFC 8785 for what answers are made of: texts, truth values, whole numbers, lists, one object.
function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (value !== null && typeof value === "object") {
    const rows = Object.keys(value).sort();
    return `{${rows.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

const digest = (text) => createHash("sha256").update(text, "utf8").digest("hex");

for await (const line of createInterface({ input: process.stdin })) {
  const capsule = JSON.parse(line);
  const known = { ...capsule.context };
  const answers = {};
  for (const rule of capsule.rules) {
    const value = program(rule.expression)(known);
    if (value instanceof Error) {
      throw new Error(`${capsule.case}, ${rule.name}: ${value.message}`);
    }
    known[rule.name] = value;
    answers[rule.name] = plain(value);
  }
  const said = [digest(line), digest(canonical(answers)), answers.grade || "-"];
  process.stdout.write(`${said.join(" ")}\n`);
}
