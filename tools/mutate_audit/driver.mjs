// Asks verify_audit.mjs about mutated logs: one JSON text a line comes in, the findings go out.

import { createInterface } from "node:readline";
import { checkLog, Memory, readKeys, readNote, split } from "../verify_audit.mjs";

const memory = new Memory();
let log = null;

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const told = JSON.parse(line);
  if (log === null) {
    const keys = readKeys(told.keys);
    const kept = told.kept.map((note) => readNote(note, keys));
    log = { batches: told.batches.map((text) => Buffer.from(text)), notes: told.notes, keys, kept };
    continue;
  }
  const batches = [...log.batches];
  for (const [from, to, text] of told.edits) batches.splice(from, to - from, ...split(Buffer.from(text, "base64")));
  const files = new Map(log.notes);
  for (const [size, note] of told.files) note === null ? files.delete(size) : files.set(size, note);
  const { findings } = checkLog(batches, { keys: log.keys, kept: log.kept, files, memory });
  process.stdout.write(JSON.stringify(findings.map(({ what, leaf, at, last }) => [what, leaf, at, last])) + "\n");
}
