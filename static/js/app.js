/* Helps on every page, all of which work without script too: menus, dialogs, shortcuts, and the
   line that takes what a report says. Fields are found and set by the functions of entry.js. */
"use strict";

const KEYS_SETTING = "ivcboard-single-keys"; /* "off" in this browser; nothing of a patient is kept */
const GO_WITHIN_MS = 1500; /* how long `g` waits for the letter of a section */
let isGoing = false;

/* A part with data-closed-below is a menu or a bar below that width, and always open above it. */
function closeWhenNarrow() {
  for (const details of document.querySelectorAll("[data-closed-below]")) {
    const narrow = window.matchMedia(`(max-width: ${details.dataset.closedBelow}px)`);
    details.open = !narrow.matches;
    narrow.addEventListener("change", () => {
      details.open = !narrow.matches;
    });
  }
}

/* Opens a dialog of the page, if it has it and none is open. */
function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || document.querySelector("dialog:modal")) return null;
  dialog.showModal();
  return dialog;
}

function listenForDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) openDialog(opener.dataset.opens);
  });
}

function isTyping(event) {
  return event.target.closest("input, select, textarea, dialog") !== null;
}

/* Whether a plain letter may act: not with other keys, not while typing, not when switched off. */
function isSingleKey(event) {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  return isPlain && !isTyping(event) && localStorage.getItem(KEYS_SETTING) !== "off";
}

/* A link or button with data-shortcut is pressed by its key. */
function pressByKey(key) {
  const control = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
  if (control) control.click();
  return Boolean(control);
}

/* Sections in the order of the rail; step -1 or 1 from the one that is shown. */
function goToNeighbour(step) {
  const links = [...document.querySelectorAll(".rail [data-go]")];
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  const link = here < 0 ? null : links[here + step];
  if (link) link.click();
  return Boolean(link);
}

function goToSection(key) {
  isGoing = false;
  const link = document.querySelector(`.rail [data-go="${CSS.escape(key)}"]`);
  if (link) link.click();
  return Boolean(link);
}

function awaitSection() {
  isGoing = true;
  setTimeout(() => {
    isGoing = false;
  }, GO_WITHIN_MS);
  return true;
}

function focusFind() {
  const find = document.getElementById("find");
  if (find) find.focus();
  return Boolean(find);
}

const SINGLE_KEYS = {
  "?": () => openDialog("shortcuts"),
  "/": focusFind,
  "[": () => goToNeighbour(-1),
  "]": () => goToNeighbour(1),
  f: openLine,
  g: awaitSection,
};

function listenForShortcuts() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !isSingleKey(event)) return;
    const act = SINGLE_KEYS[event.key];
    const isDone = isGoing ? goToSection(event.key) : act ? act() : pressByKey(event.key);
    if (isDone) event.preventDefault();
  });
}

/* The switch in the list of shortcuts, remembered in this browser. */
function keepSwitch() {
  const box = document.getElementById("single-keys");
  if (!box) return;
  box.checked = localStorage.getItem(KEYS_SETTING) !== "off";
  box.addEventListener("change", () => {
    localStorage.setItem(KEYS_SETTING, box.checked ? "on" : "off");
  });
}

/* ---- The line: what a report says is looked for among the fields and links of the page ---- */

const MOST_MATCHES = 7;
const QUANTITY = /^([<>~=≤≥]?)\s*(-?\d+(?:[.,]\d+)?)\s*(.*)$/;
const STARTS_A_VALUE = /^[<>~=≤≥]?\s*-?\d/;
/* Parts of a field that are meant without being named, and what they count less than its value. */
const SET_BEFORE_GO = 0.5; /* a value read into the last word comes before going to the field */
const UNSAID_PARTS = { "": 0, __result: 0.5, __missing: 1 };

function split(text) {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

function tableOfPage() {
  const fields = [...document.querySelectorAll("#section-form .field")];
  const links = [...document.querySelectorAll(".rail [data-go], .rail-pages a")];
  return [...fields.filter((field) => field.checkVisibility()).flatMap(entriesOf), ...links.map(linkEntry)];
}

function linkEntry(link) {
  const name = (link.querySelector("span") ?? link).firstChild.textContent.trim();
  const slug = new URL(link.href).pathname.split("/").at(-2);
  const words = [...split(name), ...split(slug)];
  return { name, words, needs: [], cost: 1, options: [], go: () => link.click() };
}

/* One entry for the value of a field and one for each of its parts; comparator and unit are typed
   with the number. */
function entriesOf(field) {
  const base = field.id.replace("div_id_", "");
  const all = [...field.querySelectorAll("input, select, textarea")];
  const controls = all.filter((control) => control.type !== "hidden" && !control.disabled);
  const names = new Set(controls.map((control) => control.name));
  for (const part of ["unit", "comparator"]) if (names.has(base)) names.delete(`${base}__${part}`);
  return [...names].map((name) => entryOf(base, controls.filter((each) => each.name === name)));
}

function entryOf(base, controls) {
  const [control] = controls;
  const label = labelOf(control);
  const suffix = control.name.slice(base.length);
  const part = suffix in UNSAID_PARTS ? "" : partName(control, label);
  return {
    name: part ? `${label}, ${part}` : label,
    words: split(label),
    needs: split(part),
    cost: UNSAID_PARTS[suffix] ?? 0,
    options: optionsOf(controls),
    text: control.matches("textarea, [type=text]") ? control : null,
    go: () => goToControl(control),
  };
}

/* "unit: Haemoglobin", or the words before the control. */
function partName(control, label) {
  const said = control.getAttribute("aria-label");
  const before = control.closest("label")?.querySelector("span")?.textContent ?? "";
  return said ? said.replace(`: ${label}`, "") : before;
}

function optionsOf(controls) {
  const [control] = controls;
  if (control.matches("select")) {
    const options = [...control.options].filter((option) => option.value !== "");
    return options.map(({ text, value }) => ({ text, set: () => setControl(control, value) }));
  }
  if (!control.matches("[type=radio], [type=checkbox]")) return [];
  const row = control.closest(".segments");
  const letters = row ? lettersOf(row) : [];
  return controls
    .filter(({ value }) => value !== "")
    .map((each, at) => ({ text: textOf(each), letter: letters[at], set: () => setControl(each, true) }));
}

function goToControl(control) {
  const more = control.closest("details");
  if (more) more.open = true;
  const chosen = document.querySelector(`[name="${CSS.escape(control.name)}"]:checked`);
  (chosen ?? control).focus();
}

/* How well a word typed stands for a word of a label: 0 is not at all. "hb" stands for
   haemoglobin: the same first letter, the others in their order. */
function likeness(typed, word) {
  if (typed === word) return 3;
  if (word.startsWith(typed)) return 2;
  if (typed.length < 2 || typed[0] !== word[0]) return 0;
  let from = 0;
  for (const letter of typed) {
    from = word.indexOf(letter, from) + 1;
    if (from === 0) return 0;
  }
  return 1;
}

/* Uses up the best of the words left for what is typed. */
function take(typed, words) {
  const found = words.map((word) => likeness(typed, word));
  const best = Math.max(0, ...found);
  if (best) words.splice(found.indexOf(best), 1);
  return best;
}

/* Splits what is typed into the words of the label and the rest, which is a value. Where free text
   is entered, the value begins with the first word that is not of the label. */
function readLabel(entry, tokens) {
  const words = [...entry.words];
  const needs = [...entry.needs];
  const rest = [];
  let score = 0;
  for (const token of tokens) {
    const typed = split(token).join("");
    const isValue = !typed || (entry.text && (rest.length > 0 || STARTS_A_VALUE.test(token)));
    const found = isValue ? 0 : take(typed, needs) || take(typed, words);
    score += found;
    if (!found) rest.push(token);
  }
  const share = (all, left) => (all.length ? (all.length - left.length) / all.length : 1);
  const known = share(entry.words, words);
  const named = share(entry.needs, needs);
  return known && named ? { score: score + known + named - entry.cost, rest } : null;
}

/* The letter of an answer counts as its word; a whole word more than a beginning, and most where it
   is all there is ("ct" is not "PET-CT"); its first word more than a later one. */
function optionScore(option, tokens) {
  const words = split(option.text);
  const whole = words.length;
  let score = 0;
  for (const typed of tokens.flatMap(split)) {
    const at = words.findIndex((word) => word.startsWith(typed));
    if (words[at] === typed) score += 3 + 1 / whole;
    else if (typed === option.letter) score += 3;
    else if (at >= 0) score += at === 0 ? 2.5 : 1.5;
    else return 0;
    if (at >= 0) words.splice(at, 1);
  }
  return score;
}

function matchesOf(entry, tokens) {
  const read = readLabel(entry, tokens);
  const found = read && read.rest.length === 0 ? [{ ...entry, score: read.score }] : [];
  if (entry.text) return read?.rest.length ? textMatches(entry, read) : found;
  /* "mass p": the last word may be the answer though it would do for the label too. */
  const isAllLabel = !read?.rest.length && tokens.length > 1;
  const other = isAllLabel ? readLabel(entry, tokens.slice(0, -1)) : read;
  const answer = isAllLabel ? [...(other?.rest ?? []), tokens.at(-1)] : (read?.rest ?? []);
  if (!other || answer.length === 0) return found;
  for (const option of entry.options) {
    const score = optionScore(option, answer);
    if (score) found.push({ name: `${entry.name}: ${option.text}`, set: option.set, score: score + other.score + SET_BEFORE_GO });
  }
  return found;
}

function textMatches(entry, { rest, score }) {
  const value = rest.join(" ");
  const isFree = entry.text.matches("textarea, [name$=__source]");
  if (!isFree && !STARTS_A_VALUE.test(value)) return [];
  return [{ name: `${entry.name}: ${value}`, set: () => setText(entry.text, value), score: score + 1 }];
}

/* A number with its comparator and unit goes to the controls that hold these; a unit that is not
   offered stays with the number, for the server to read or to refuse. */
function setText(control, value) {
  const { [`${control.name}__comparator`]: comparator, [`${control.name}__unit`]: unit } = control.form.elements;
  const [, mark, number, unitText] = QUANTITY.exec(value) ?? [];
  if (number === undefined || !(comparator || unit)) {
    setControl(control, value);
    return;
  }
  const plain = (text) => text.toLowerCase().replace(/\s/g, "").replace("µ", "u");
  const isUnit = (option) => [option.value, option.text].map(plain).includes(plain(unitText));
  const offered = unitText && unit ? [...unit.options].find((option) => option.value && isUnit(option)) : null;
  const isMark = mark && comparator && [...comparator.options].some((option) => option.value === mark);
  if (isMark) setControl(comparator, mark);
  if (offered) setControl(unit, offered.value);
  setControl(control, `${isMark ? "" : mark}${number}${offered || !unitText ? "" : ` ${unitText}`}`);
}

/* ---- The dialog of the line ---- */

const line = { table: [], matches: [], active: -1 };

function openLine() {
  const dialog = openDialog("line");
  if (!dialog) return false;
  const input = dialog.querySelector("input");
  input.value = "";
  sayInLine(dialog, "");
  look(dialog);
  input.focus();
  return true;
}

/* isDone: whether it tells of something that was set. */
function sayInLine(dialog, text, isDone = false) {
  const said = dialog.querySelector("[role=status]");
  said.textContent = text;
  said.classList.toggle("is-done", isDone);
}

function look(dialog) {
  const tokens = dialog.querySelector("input").value.split(/\s+/).filter(Boolean);
  line.table = tableOfPage();
  const found = tokens.length ? line.table.flatMap((entry) => matchesOf(entry, tokens)) : [];
  found.sort((one, other) => other.score - one.score);
  line.matches = found.slice(0, MOST_MATCHES);
  const [first, second] = line.matches;
  const isAmbiguous = first?.set && second?.set && first.score - second.score < 0.01;
  activate(dialog, first && !isAmbiguous ? 0 : -1);
}

/* Draws the matches, with the one that Enter takes. */
function activate(dialog, index) {
  line.active = index;
  const list = dialog.querySelector("[role=listbox]");
  const items = line.matches.map((match, at) => {
    const item = document.createElement("li");
    item.id = `line-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", at === index);
    item.textContent = match.set ? match.name : `→ ${match.name}`;
    return item;
  });
  list.replaceChildren(...items);
  list.hidden = items.length === 0;
  const input = dialog.querySelector("input");
  input.setAttribute("aria-expanded", items.length > 0);
  if (index < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", `line-${index}`);
}

/* Sets and stays open for the next line, or closes and goes there. */
function takeMatch(dialog, match) {
  if (!match) {
    const isEmpty = dialog.querySelector("input").value.trim() === "";
    const { none, several } = dialog.dataset;
    if (!isEmpty) sayInLine(dialog, line.matches.length ? several : none);
    return;
  }
  if (!match.set) {
    dialog.close();
    match.go();
    return;
  }
  match.set();
  dialog.querySelector("input").value = "";
  look(dialog);
  sayInLine(dialog, dialog.dataset.done.replace("{what}", match.name), true);
}

function listenToLine() {
  const dialog = document.getElementById("line");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  input.addEventListener("input", () => look(dialog));
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = line.matches.length;
    if (step && count) activate(dialog, (line.active + step + count) % count);
    else if (event.key === "Enter" && !event.ctrlKey) takeMatch(dialog, line.matches[line.active]);
    else return;
    event.preventDefault();
  });
  dialog.querySelector("[role=listbox]").addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) takeMatch(dialog, line.matches[Number(item.id.replace("line-", ""))]);
    input.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    openLine();
  });
}

document.documentElement.classList.add("has-script");
closeWhenNarrow();
listenForDialogs();
listenForShortcuts();
keepSwitch();
listenToLine();
