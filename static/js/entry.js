/* Data entry made quick. The inputs of the form are the truth: all here only mirrors or sets them. */
"use strict";

/* A field with data-when shows only while the other field has one of the words of data-is, or none
   of those of data-unless; in the order of the page, as a field may hang on one that is hidden. */
function showWhatApplies(form) {
  const data = new FormData(form);
  for (const field of form.querySelectorAll("[data-when]")) {
    const { when, is, unless } = field.dataset;
    const isAmong = (is ?? unless).split(" ").includes(data.get(when) ?? "");
    const isOtherHidden = document.getElementById(`div_id_${when}`)?.hidden;
    const applies = isAmong === (is !== undefined) && !isOtherHidden;
    const holdsAnswer = [...field.querySelectorAll("input, select, textarea")].some(isAnswered);
    field.hidden = !applies && !holdsAnswer;
  }
}

function isAnswered(input) {
  if (input.type === "hidden") return false;
  if (input.type === "radio" || input.type === "checkbox") return input.checked && input.value !== "";
  return input.value !== "";
}

/* Sets a control as a person would, so that scores, drafts and conditions follow. */
function setControl(control, value) {
  if (control.type === "radio" || control.type === "checkbox") control.checked = value;
  else control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

function textOf(input) {
  return input.closest("label").textContent.trim();
}

function labelOf(control) {
  return control.closest(".field").querySelector(".field-label").textContent.trim();
}

/* ---- Sizes typed or pasted together, "18 x 13 x 18 cm": one box each, as the server splits them ---- */

const SIZE = /^\s*(\d+(?:[.,]\d+)?)\s*(\p{L}*)\s*$/u;

/* Each number with its unit. One unit behind the last is that of all; no other is guessed. */
function splitSizes(text) {
  const sizes = text.split(/[x×*]/i).map((part) => SIZE.exec(part));
  if (sizes.length < 2 || sizes.includes(null)) return [];
  const units = sizes.map(([, , unit]) => unit);
  const last = units.at(-1);
  if (units.slice(0, -1).some(Boolean) && !units.every(Boolean)) return [];
  return sizes.map(([, number, unit]) => `${number} ${unit || last}`.trim());
}

function spreadSizes(form, input) {
  const field = input.closest("[data-others]");
  if (!field || field.id !== `div_id_${input.name}`) return;
  const names = [input.name, ...field.dataset.others.split(" ")];
  const boxes = names.map((name) => form.elements[name]);
  const sizes = splitSizes(input.value);
  const isTaken = boxes.slice(1).some((box) => box.value || form.elements[`${box.name}__missing`]?.value);
  if (!sizes.length || sizes.length > boxes.length || isTaken) return;
  const chosen = form.elements[`${input.name}__unit`].value;
  sizes.forEach((size, at) => {
    const unit = form.elements[`${boxes[at].name}__unit`];
    if (chosen && !unit.value) setControl(unit, chosen);
    setText(boxes[at], size);
  });
}

/* ---- Rows of words: present, absent, equivocal, not assessed ---- */

function rowsOf(part) {
  return [...part.querySelectorAll(".segments")].filter((row) => row.checkVisibility());
}

/* The answers of a row of words, without the one that stands for none. */
function wordsOf(row) {
  return [...row.querySelectorAll("input")].filter((radio) => radio.value !== "");
}

/* One letter a word: its initial, or that of its next word where the initial is taken. */
function lettersOf(row) {
  const letters = [];
  for (const radio of wordsOf(row)) {
    const initials = textOf(radio).toLowerCase().split(/\s+/).map((word) => word[0]);
    letters.push(initials.find((initial) => !letters.includes(initial)) ?? "");
  }
  return letters;
}

function valueOf(row) {
  return row.querySelector("input:checked")?.value ?? "";
}

function answerRow(row, value) {
  const radio = [...row.querySelectorAll("input")].find((each) => each.value === value);
  if (radio) setControl(radio, true);
}

function focusRow(row) {
  if (row) (row.querySelector("input:checked") ?? row.querySelector("input")).focus();
}

/* A field that this answer has just made apply comes before the next row. */
function goOn(form, row) {
  const name = row.querySelector("input").name;
  const field = row.closest(".field").nextElementSibling;
  const rows = rowsOf(form);
  const depends = field?.dataset.when === name && !field.hidden;
  const control = depends ? field.querySelector("input, select, textarea") : null;
  if (control && control.type !== "radio") control.focus();
  else focusRow(rows[rows.indexOf(row) + 1]);
}

function answerByKey(form, event) {
  const row = event.target.closest(".segments");
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = rowsOf(form);
  const words = wordsOf(row);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const place = /^[1-9]$/.test(event.key) ? event.key - 1 : lettersOf(row).indexOf(event.key);
  if (step) focusRow(rows[rows.indexOf(row) + step]);
  else if (words[place]) {
    setControl(words[place], true);
    goOn(form, row);
  } else if (event.key === "0" || event.key === "Backspace") {
    answerRow(row, "");
    focusRow(row);
  } else return;
  event.preventDefault();
}

/* ---- Above each block of rows: its keys, and what marks the rest of it ---- */

const REST_WORDS = ["not_assessed", "not_done"];

function restOf(block) {
  return rowsOf(block).filter((row) => {
    const reason = row.closest(".field").querySelector('[name$="__missing"]');
    return valueOf(row) === "" && !reason?.value;
  });
}

function restWord(row) {
  return wordsOf(row).find((radio) => REST_WORDS.includes(radio.value));
}

function addBlockTools(form, template) {
  for (const block of form.querySelectorAll("fieldset.group")) {
    const rows = [...block.querySelectorAll(".segments")];
    if (rows.length < 2 || !restWord(rows[0])) continue;
    const tools = template.content.firstElementChild.cloneNode(true);
    const [keys, button] = tools.children;
    keys.textContent = keys.textContent.replace("{keys}", lettersOf(rows[0]).join(" "));
    button.textContent = button.textContent.replace("{word}", textOf(restWord(rows[0])));
    button.addEventListener("click", () => askForRest(block, button));
    block.querySelector("legend").after(tools);
  }
}

function askForRest(block, button) {
  const rest = restOf(block);
  const dialog = rest.length ? openDialog("rest-dialog") : null;
  if (!dialog) return;
  dialog.querySelector("h2").textContent = button.textContent;
  dialog.querySelector("[data-count]").textContent = rest.length;
  dialog.returnValue = "";
  const settle = () => {
    if (dialog.returnValue !== "yes") return;
    for (const row of rest) answerRow(row, restWord(row).value);
    focusRow(rest.at(-1)); /* the button that was pressed has nothing left to do */
  };
  dialog.addEventListener("close", settle, { once: true });
}

function showWhatIsLeft(form) {
  for (const tools of form.querySelectorAll(".block-tools")) {
    tools.lastElementChild.disabled = restOf(tools.parentElement).length === 0;
  }
}

/* ---- Chips and the map of the cava: both mirror rows ---- */

const VEIN_WORDS = ["present", "absent", "equivocal", ""];

function rowNamed(form, name) {
  return form.querySelector(`.segments:has([name="${CSS.escape(name)}"])`);
}

function pressMirror(form, spot) {
  const row = rowNamed(form, spot.dataset.row);
  const words = spot.closest(".cava-map") ? VEIN_WORDS : ["present", ""];
  if (row) answerRow(row, words[(words.indexOf(valueOf(row)) + 1) % words.length]);
}

/* The first press sets the lower limit, the second the upper one, whichever way round they came. */
function pressLevel(form, level) {
  const lower = form.elements.ivc_lower;
  const upper = form.elements.ivc_upper;
  const height = (word) => [...lower.options].findIndex((option) => option.value === word);
  let ends = [level, ""];
  if (lower.value && upper.value) {
    if (lower.value === level && upper.value === level) ends = ["", ""];
  } else if (lower.value || upper.value) {
    ends = [lower.value || upper.value, level].sort((one, other) => height(one) - height(other));
  }
  setControl(lower, ends[0]);
  setControl(upper, ends[1]);
}

function mirrorRows(form) {
  for (const spot of form.querySelectorAll("[data-row]")) {
    const row = rowNamed(form, spot.dataset.row);
    const word = row ? valueOf(row) : "";
    if (spot.matches("button")) spot.setAttribute("aria-pressed", word === "present");
    else spot.setAttribute("class", `cava-answer is-${word || "open"}`);
  }
}

function mirrorLimits(form, map) {
  const { ivc_lower: lower, ivc_upper: upper } = form.elements;
  const order = [...lower.options].map((option) => option.value);
  const ends = [lower.value, upper.value].filter(Boolean).map((word) => order.indexOf(word));
  for (const level of map.querySelectorAll("[data-level]")) {
    const word = level.dataset.level;
    const height = order.indexOf(word);
    const isWithin = Math.min(...ends) <= height && height <= Math.max(...ends);
    level.classList.toggle("is-within", isWithin);
    level.classList.toggle("is-lower", word === lower.value);
    level.classList.toggle("is-upper", word === upper.value);
  }
}

/* The limits by the labels of their selects, then the veins by answer, as the server says it. */
function sayMap(form, map) {
  const parts = [form.elements.ivc_lower, form.elements.ivc_upper]
    .filter((select) => select.value)
    .map((select) => `${labelOf(select)}: ${select.selectedOptions[0].text}`);
  const veins = new Map();
  for (const spot of map.querySelectorAll("[data-name]")) {
    const chosen = rowNamed(form, spot.dataset.row)?.querySelector("input:checked");
    if (!chosen?.value) continue;
    veins.set(textOf(chosen), [...(veins.get(textOf(chosen)) ?? []), spot.dataset.name]);
  }
  for (const [word, names] of veins) parts.push(`${word}: ${names.join(", ")}`);
  document.getElementById("cava-map-said").textContent = parts.join("; ");
}

/* What the segment card beside the form says, after the page loads and after each live score. */
function mirrorSegments() {
  const said = document.querySelector("[data-segments]");
  const line = document.getElementById("cava-map-segments");
  if (!line) return;
  line.textContent = said ? said.dataset.segments : "";
  for (const segment of document.querySelectorAll(".cava-map [data-segment]")) {
    const found = said?.querySelector(`[data-segment="${segment.dataset.segment}"]`);
    segment.setAttribute("class", `cava-segment is-${found?.dataset.state ?? "no_result"}`);
  }
}

function mirrorForm(form) {
  const map = document.getElementById("cava-map");
  mirrorRows(form);
  if (map?.matches(".is-live")) {
    mirrorLimits(form, map);
    sayMap(form, map);
  }
}

/* ---- Score cards that were opened stay open: when the scores are swapped, and on the next page ---- */

const OPEN_CARDS = "ivcboard-open-cards"; /* which rules, in this tab; nothing of a patient */

function keepOpenCards() {
  const cards = () => [...document.querySelectorAll("[data-card]")];
  const remember = () => {
    const open = cards().filter((card) => card.open);
    sessionStorage.setItem(OPEN_CARDS, open.map((card) => card.dataset.card).join(" "));
  };
  const reopen = () => {
    const kept = (sessionStorage.getItem(OPEN_CARDS) ?? "").split(" ");
    for (const card of cards()) card.open = kept.includes(card.dataset.card);
  };
  reopen();
  document.addEventListener("toggle", remember, { capture: true });
  document.body.addEventListener("htmx:beforeSwap", remember);
  document.body.addEventListener("htmx:afterSwap", reopen);
}

/* ---- Keys of the form, wherever the cursor is ---- */

function saveByKey(form, isGoingOn) {
  const button = isGoingOn ? form.querySelector("[name=then]") : null;
  form.requestSubmit(button ?? form.querySelector(".actions [type=submit]:not([name])"));
}

/* Opens why a value is missing, its source and what others say, and goes there. */
function openMore() {
  const more = document.activeElement.closest(".field")?.querySelector(".more");
  if (!more) return;
  more.open = true;
  more.querySelector("select, input").focus();
}

function actByKey(form, event) {
  const isControl = event.ctrlKey || event.metaKey;
  if (isControl && event.key === "s") saveByKey(form, false);
  else if (isControl && event.key === "Enter") saveByKey(form, true);
  else if (event.key === "F2" || (event.altKey && event.key === "m")) openMore();
  else return;
  event.preventDefault();
}

function markFilled(more) {
  const controls = [...more.querySelectorAll("input, select, textarea")];
  more.classList.toggle("is-filled", controls.some(isAnswered));
}

function followForm(form) {
  const follow = () => {
    showWhatApplies(form);
    showWhatIsLeft(form);
    mirrorForm(form);
    for (const more of form.querySelectorAll(".more")) markFilled(more);
  };
  form.addEventListener("change", (event) => spreadSizes(form, event.target));
  form.addEventListener("input", (event) => {
    if (event.inputType === "insertFromPaste") spreadSizes(form, event.target);
  });
  form.addEventListener("input", follow);
  form.addEventListener("keydown", (event) => answerByKey(form, event));
  form.addEventListener("click", (event) => {
    const spot = event.target.closest(".is-live [data-row], button[data-row]");
    const level = event.target.closest(".is-live [data-level]");
    if (spot) pressMirror(form, spot);
    else if (level) pressLevel(form, level.dataset.level);
  });
  follow();
}

const entryForm = document.getElementById("section-form");
const blockTools = document.getElementById("block-tools"); /* only on a form that may be changed */
if (entryForm && blockTools) {
  addBlockTools(entryForm, blockTools);
  followForm(entryForm);
  document.addEventListener("keydown", (event) => actByKey(entryForm, event));
}
keepOpenCards();
if (entryForm) {
  mirrorSegments();
  document.body.addEventListener("htmx:afterSwap", mirrorSegments);
}
