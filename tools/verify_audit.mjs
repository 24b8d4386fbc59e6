#!/usr/bin/env node
// Verifies an export of Lupaus' sealed audit trail. Needs Node 18 or newer and nothing else; shares no code with Lupaus.
//
//   node tools/verify_audit.mjs EXPORT.jsonl --folder var/audit [--public-key FILE] [--checkpoint FILE …] [--json]
//
// --folder holds the checkpoint files and public.key; --public-key and --checkpoint are copies that were kept elsewhere.
// Exit status: 0 the trail is as it was sealed, 1 it is not, 2 wrong usage.
// The format is described in docs/explanation/sealed-audit-trail.md.

import { createHash, createPublicKey, verify as verifySignature } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const LEAF = Buffer.of(0), NODE = Buffer.of(1);
const leafHash = (data) => sha256(LEAF, data);
const nodeHash = (left, right) => sha256(NODE, left, right);

// --- The tree: complete subtrees, largest first (RFC 9162, 2.1) ------------------------------------------------------

function grow(tree, leaves) {
  const nodes = [...tree.nodes];
  let size = tree.size;
  for (const leaf of leaves) {
    let node = leaf;
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) node = nodeHash(nodes.pop(), node);
    nodes.push(node);
    size += 1;
  }
  return { size, nodes };
}

function rootOf(tree) {
  if (tree.nodes.length === 0) return sha256();
  return tree.nodes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), tree.nodes.at(-1));
}

// --- Canonical JSON, read strictly: anything that is not written so is no record -------------------------------------

class NotCanonical extends Error {}

/** Compares two texts by their code points. */
function byCodePoint(a, b) {
  const left = [...a], right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i].codePointAt(0) - right[i].codePointAt(0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const STRING = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;

/** Whether a number is written as digits alone, or else as the shortest that reads back as the same value. */
function isShortest(digits) {
  if (/^-?[0-9]+$/.test(digits)) return digits !== "-0";
  const value = Number(digits);
  if (!Number.isFinite(value) || Number.isInteger(value)) return false;
  const shortest = Math.abs(value) < 1e-4 ? value.toExponential().replace(/e-([0-9])$/, "e-0$1") : String(value);
  return digits === shortest;
}

/** Reads one value. Objects become Maps from name to {value, from, to}; numbers stay as they are written. */
class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  whole() {
    const value = this.value();
    if (this.at !== this.text.length) throw new NotCanonical("more than one value");
    return value;
  }

  value() {
    switch (this.text[this.at]) {
      case "{": return this.object();
      case "[": return this.array();
      case '"': return this.string();
      case "t": return this.word("true", true);
      case "f": return this.word("false", false);
      case "n": return this.word("null", null);
      default: return { number: this.number() };
    }
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) throw new NotCanonical(`not JSON at ${this.at}`);
    this.at = pattern.lastIndex;
    return found[0];
  }

  number() {
    const digits = this.match(NUMBER);
    if (!isShortest(digits)) throw new NotCanonical("a number is written otherwise");
    return digits;
  }

  word(word, value) {
    if (!this.text.startsWith(word, this.at)) throw new NotCanonical(`not JSON at ${this.at}`);
    this.at += word.length;
    return value;
  }

  string() {
    const raw = this.match(STRING);
    if (!raw.includes("\\") && raw.isWellFormed?.() !== false) return raw.slice(1, -1);
    const value = JSON.parse(raw);
    if (JSON.stringify(value) !== raw) throw new NotCanonical("a text is escaped otherwise");
    return value;
  }

  array() {
    const values = [];
    this.at += 1;
    if (this.text[this.at] === "]") return this.at++, values;
    for (;;) {
      values.push(this.value());
      if (this.text[this.at] === "]") return this.at++, values;
      this.word(",");
    }
  }

  object() {
    const values = new Map();
    let before = null;
    this.at += 1;
    if (this.text[this.at] === "}") return this.at++, values;
    for (;;) {
      if (this.text[this.at] !== '"') throw new NotCanonical(`not JSON at ${this.at}`);
      const name = this.string();
      if (before !== null && byCodePoint(before, name) >= 0) throw new NotCanonical("names are out of order");
      before = name;
      this.word(":");
      const from = this.at;
      values.set(name, { value: this.value(), from, to: this.at });
      if (this.text[this.at] === "}") return this.at++, values;
      this.word(",");
    }
  }
}

// --- Records ----------------------------------------------------------------------------------------------------------

const KEPT = ["at", "channel", "kind", "verb"];
const WORDS = ["actor", "after", "at", "before", "channel", "kind", "object_id", "user", "verb"];
const UNREADABLE = { leaf: null, at: "", commitment: "", flaw: true };
const hasJust = (map, names) => map instanceof Map && map.size === names.length && names.every((n) => map.has(n));
const isText = (value) => typeof value === "string";

function leafNumber(value) {
  if (value === null) return null;
  const digits = value?.number;
  if (!isText(digits) || !/^(?:0|-?[1-9][0-9]{0,14})$/.test(digits)) throw new NotCanonical("no leaf number");
  return Number(digits);
}

/** A line: {note} for a checkpoint, else a record as the checks want it. */
function readLine(line) {
  try {
    const top = new Reader(line).whole();
    if (hasJust(top, ["checkpoint"]) && isText(top.get("checkpoint").value)) return { note: top.get("checkpoint").value };
    if (!hasJust(top, ["commitment", "erased", "leaf", "salt", "words"])) return UNREADABLE;
    const [commitment, erased, salt] = ["commitment", "erased", "salt"].map((name) => top.get(name).value);
    const { value: words, from, to } = top.get("words");
    if (!isText(commitment) || !isText(salt) || (erased !== null && !isText(erased))) return UNREADABLE;
    if (!hasJust(words, erased === null ? WORDS : KEPT)) return UNREADABLE;
    const kept = Object.fromEntries(KEPT.map((name) => [name, words.get(name).value]));
    if (!Object.values(kept).every(isText)) return UNREADABLE;
    const leaf = leafNumber(top.get("leaf").value);
    const record = { leaf, at: kept.at, commitment, salt, flaw: false, erased: null, erasures: [] };
    if (erased !== null) return { ...record, erased: { leaf: leaf ?? -1, ...kept, erased }, flaw: salt !== "" };
    record.words = line.slice(from, to);
    if (kept.verb === "erase_records" && kept.kind === "audit") record.erasures = erasuresIn(words.get("after").value, kept.at);
    return record;
  } catch (trouble) {
    if (trouble instanceof NotCanonical || trouble instanceof SyntaxError || trouble instanceof RangeError) return UNREADABLE;
    throw trouble;
  }
}

/** What the record of an erasure says was erased. */
function erasuresIn(after, at) {
  const listed = after instanceof Map ? after.get("erased")?.value : null;
  if (!Array.isArray(listed)) return [];
  try {
    return listed.map((each) => ({
      leaf: leafNumber(each.get("leaf").value),
      ...Object.fromEntries(KEPT.map((name) => [name, each.get(name).value])),
      erased: at,
    }));
  } catch {
    return [];
  }
}

/** The bytes of small hex digits; none for anything else. */
function fromHex(digits) {
  const found = Buffer.from(digits, "hex");
  return found.toString("hex") === digits ? found : Buffer.alloc(0);
}

// --- Signed notes (c2sp.org/signed-note, c2sp.org/tlog-checkpoint) ----------------------------------------------------

function fromBase64(text) {
  const found = Buffer.from(text, "base64");
  return found.toString("base64") === text ? found : null;
}

export function readKeys(text) {
  return text.split("\n").filter(Boolean).map((line) => {
    const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(line) ?? [];
    const data = name && fromBase64(encoded);
    if (!data || data.length !== 33 || data[0] !== 1) throw new Error("This is no public key: " + line);
    const keyId = sha256(`${name}\n`, data).subarray(0, 4);
    if (keyId.toString("hex") !== id) throw new Error("This public key does not belong to its name: " + line);
    const jwk = { kty: "OKP", crv: "Ed25519", x: data.subarray(1).toString("base64url") };
    return { name, id: keyId, key: createPublicKey({ key: jwk, format: "jwk" }) };
  });
}

/** {size, root, at, note} when one of the keys signed the note, else null. */
export function readNote(note, keys) {
  const [, text, name, encoded] = /^((?:[^\n]+\n){4})\n\u2014 ([^ \n]+) ([^ \n]+)\n$/.exec(note) ?? [];
  if (text === undefined) return null;
  const [origin, size, root64, atLine] = text.split("\n");
  const key = keys.find((each) => each.name === name && origin === name);
  const signed = fromBase64(encoded), root = fromBase64(root64);
  if (!key || !signed || !root || root.length !== 32 || !signed.subarray(0, 4).equals(key.id)) return null;
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(size) || !/^at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(atLine)) return null;
  if (!verifySignature(null, Buffer.from(text), key.key, signed.subarray(4))) return null;
  return { size: Number(size), root, at: atLine.slice(3), note };
}

// --- A batch: the records up to a checkpoint, and the checkpoint -----------------------------------------------------

const finding = (what, leaf = null, at = "", last = null) => ({ what, leaf, at, last });

/** The batches of an export: whole lines up to and with a checkpoint. */
export function split(bytes) {
  const batches = [];
  let from = 0, line = 0;
  const mark = Buffer.from('{"checkpoint":');
  while (line < bytes.length) {
    const end = bytes.indexOf(10, line);
    const next = end === -1 ? bytes.length : end + 1;
    if (bytes.compare(mark, 0, mark.length, line, Math.min(line + mark.length, bytes.length)) === 0) {
      batches.push(bytes.subarray(from, next));
      from = next;
    }
    line = next;
  }
  if (from < bytes.length) batches.push(bytes.subarray(from));
  return batches;
}

function readBatch(bytes) {
  const records = [];
  let note = null;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    if (end === -1) {
      records.push(UNREADABLE); // the last line was cut
      break;
    }
    let found = UNREADABLE;
    try {
      found = readLine(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(at, end)));
    } catch (trouble) {
      if (!(trouble instanceof TypeError)) throw trouble;
    }
    at = end + 1;
    if (found.note !== undefined && at === bytes.length) note = found.note;
    else records.push(found.note === undefined ? found : UNREADABLE);
  }
  return { records, note };
}

function checkRecord(record) {
  if (record.flaw) return [finding("unreadable", record.leaf, record.at)];
  if (record.erased || (record.leaf === null && record.commitment === "")) return [];
  const salt = fromHex(record.salt);
  const words = Buffer.from(record.words);
  if (salt.length === 32 && sha256(salt, words).toString("hex") === record.commitment) return [];
  return [finding("changed", record.leaf, record.at)];
}

const stateOf = (size, tree) => ({ size, tree, key: `${size} ${tree ? rootOf(tree).toString("hex") : "lost"}` });
export const START = stateOf(0, { size: 0, nodes: [] });

/** What a batch is, coming from a state: {state, findings, sealed, erased, erasures, waiting}. */
function checkBatch(state, bytes, keys, kept) {
  const { records, note } = readBatch(bytes);
  const findings = records.flatMap(checkRecord);
  const leaves = [], waiting = [];
  let expected = state.size, inOrder = state.tree !== null;
  for (const record of records) {
    if (record.leaf === null) {
      if (note === null) waiting.push(record.at);
      else inOrder = false;
      if (note !== null && !record.flaw) findings.push(finding("out_of_place", expected, record.at));
      continue;
    }
    if (record.leaf !== expected) inOrder = false;
    if (record.leaf > expected) findings.push(finding("missing", expected, "", record.leaf - 1));
    if (record.leaf < expected) findings.push(finding("out_of_place", record.leaf, record.at));
    expected = Math.max(expected, record.leaf + 1);
    leaves.push(leafHash(fromHex(record.commitment)));
  }
  const told = {
    erased: records.map((each) => each.erased).filter(Boolean),
    erasures: records.flatMap((each) => each.erasures ?? []),
    waiting,
  };
  if (note === null) {
    if (leaves.length) findings.push(finding("not_covered", state.size, "", expected - 1));
    return { state: stateOf(expected, null), findings, sealed: null, ...told };
  }
  const sealed = readNote(note, keys);
  if (sealed === null) {
    findings.push(finding("bad_checkpoint", expected));
    return { state: stateOf(expected, null), findings, sealed: null, ...told };
  }
  if (sealed.size > Math.max(expected, state.size)) findings.push(finding("missing", expected, "", sealed.size - 1));
  else if (sealed.size < expected || sealed.size <= state.size) findings.push(finding("wrong_size", sealed.size, sealed.at, expected));
  else if (inOrder) {
    const claims = kept.filter((each) => state.size < each.size && each.size <= expected).map((each) => ["kept_differs", each]);
    for (const [what, claim] of [["wrong_root", sealed], ...claims]) {
      const tree = grow(state.tree, leaves.slice(0, claim.size - state.size));
      if (!rootOf(tree).equals(claim.root)) findings.push(finding(what, claim.size, claim.at));
    }
  }
  const follows = inOrder && findings.every((each) => each.what === "changed");
  return { state: stateOf(sealed.size, follows ? grow(state.tree, leaves) : null), findings, sealed, ...told };
}

// --- A whole log ------------------------------------------------------------------------------------------------------

/** Answers for batches that were seen before, by the batch itself (the same Buffer) and the state before it. */
export class Memory {
  answers = new WeakMap();

  check(state, bytes, keys, kept) {
    if (!this.answers.has(bytes)) this.answers.set(bytes, new Map());
    const known = this.answers.get(bytes);
    const key = `${state.key} ${kept.length}`;
    if (!known.has(key)) known.set(key, checkBatch(state, bytes, keys, kept));
    return known.get(key);
  }
}

/** Every finding about a log. `files` maps sizes to the notes that lie as files; `kept` are notes that were read. */
export function checkLog(batches, { keys, files, kept = [], memory = new Memory() }) {
  const findings = [], notes = new Map(), erased = new Map(), erasures = new Map();
  let state = START, lost = null, unfollowed = 0, waiting = 0;
  for (const bytes of batches) {
    const found = memory.check(state, bytes, keys, kept.filter((each) => each.size > state.size));
    findings.push(...found.findings);
    if (found.sealed) {
      notes.set(found.sealed.size, found.sealed.note);
      if (lost !== null) unfollowed += 1;
      else if (found.state.tree === null) lost = state.size;
    }
    for (const each of found.erased) erased.set(each.leaf, each);
    for (const each of found.erasures) erasures.set(each.leaf, each);
    waiting += found.waiting.length;
    state = found.state;
  }
  if (unfollowed) findings.push(finding("lost", lost, "", unfollowed));
  for (const [leaf, each] of erased) {
    const said = erasures.get(leaf);
    if (!said) findings.push(finding("erased_silently", leaf, each.at));
    else if ([...KEPT, "erased"].some((name) => said[name] !== each[name])) findings.push(finding("erased_otherwise", leaf, each.at));
  }
  for (const [leaf, each] of erasures) if (!erased.has(leaf)) findings.push(finding("not_erased", leaf, each.at));
  for (const each of kept) if (each.size > state.size) findings.push(finding("kept_beyond", state.size, each.at, each.size));
  if (files) {
    for (const [size, note] of notes) {
      if (!files.has(size)) findings.push(finding("file_missing", size));
      else if (files.get(size) !== note) findings.push(finding("file_differs", size));
    }
    for (const size of files.keys()) if (!notes.has(size)) findings.push(finding("file_alone", size));
  }
  return { findings, sealed: state.size, checkpoints: notes.size, erased: erased.size, waiting };
}

// --- From the command line --------------------------------------------------------------------------------------------

export function readFolder(folder) {
  const names = readdirSync(folder).filter((name) => /^[0-9]{12}\.checkpoint$/.test(name));
  return new Map(names.map((name) => [Number(name.slice(0, 12)), readFileSync(join(folder, name), "utf8")]));
}

function main(words) {
  const options = { "--folder": [], "--public-key": [], "--checkpoint": [] };
  const exports = [];
  let json = false;
  while (words.length) {
    const word = words.shift();
    if (word === "--json") json = true;
    else if (word in options && words.length) options[word].push(words.shift());
    else exports.push(word);
  }
  const [folder] = options["--folder"];
  const keyFile = options["--public-key"][0] ?? (folder && join(folder, "public.key"));
  if (exports.length !== 1 || exports[0].startsWith("-") || !keyFile || ![exports[0], keyFile].every(existsSync)) {
    console.error("Usage: verify_audit.mjs EXPORT.jsonl --folder FOLDER [--public-key FILE] [--checkpoint FILE …] [--json]");
    return 2;
  }
  const keys = readKeys(readFileSync(keyFile, "utf8"));
  const kept = options["--checkpoint"].map((path) => readNote(readFileSync(path, "utf8"), keys));
  if (kept.includes(null)) {
    console.error("A kept checkpoint is none of this trail's.");
    return 1;
  }
  const report = checkLog(split(readFileSync(exports[0])), { keys, kept, files: folder ? readFolder(folder) : null });
  if (json) console.log(JSON.stringify({ sound: report.findings.length === 0, ...report }));
  else {
    for (const { what, leaf, at, last } of report.findings) {
      console.log([what.replaceAll("_", " "), leaf ?? "", last === null ? "" : `to ${last}`, at].filter((x) => x !== "").join(" "));
    }
    console.log(`${report.sealed} records under ${report.checkpoints} checkpoints, ${report.erased} erased, ${report.waiting} not sealed yet.`);
    console.log(report.findings.length ? `NOT as it was sealed: ${report.findings.length} findings.` : "As it was sealed.");
  }
  return report.findings.length ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));
