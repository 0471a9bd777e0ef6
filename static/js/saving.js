/* What was typed is never lost: drafts, sessions that end, servers that do not answer.

   What is typed goes to the server as a draft within three seconds. What is not there is in this tab
   only, and the page says so. Nothing is kept in the browser's own storage. */
"use strict";

const QUIET_MS = 1000; /* after the last key */
const LATEST_MS = 2500; /* after the first key that is not on the server */
const UNANSWERED_MS = 1000; /* then it is said that nothing is saved */
const LATE_MS = 1500; /* then a press of Save says that it still waits for the draft */
const GIVEN_UP_MS = 5000; /* then a request is sent anew */
const SOON_MS = 2000; /* between tries, */
const SOON_TIMES = 10; /* so often, */
const LATER_MS = 10000; /* and then */
const LAST_WORDS_MS = 1500; /* then what the page before this one sent as it went has arrived */

/* The inputs of each field, as text that is equal when they are. */
function readFields(form) {
  const fields = new Map(form.elements.fields.value.split(",").map((name) => [name, []]));
  for (const entry of new FormData(form)) fields.get(entry[0].split("__")[0])?.push(entry);
  return new Map([...fields].map(([name, entries]) => [name, JSON.stringify(entries)]));
}

/* Signing in makes new form tokens. "renewed", "nobody" is signed in, or "other": somebody else. */
async function renewToken(user) {
  try {
    const answer = await fetch(document.body.dataset.tokenAddress, { credentials: "same-origin" });
    if (!answer.ok) return "nobody";
    const now = await answer.json();
    if (user && now.user !== user) return "other";
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = now.token;
    return "renewed";
  } catch {
    return "nobody";
  }
}

/* Whoever types into a field in conflict wants what is typed. */
function chooseMine(event) {
  const name = (event.target.name || "").split("__")[0];
  const mine = document.querySelector(`[name="resolve__${CSS.escape(name)}"][value=mine]`);
  if (mine && event.isTrusted) mine.checked = true;
}

/* The draft of one form: what of it the server has, and what it has not. */
class DraftKeeper {
  constructor(form) {
    this.form = form;
    this.shown = readFields(form);
    this.kept = new Map(this.shown);
    /* A refused form shows what may not be kept yet. */
    this.refused = form.dataset.touched ? form.dataset.touched.split(",") : [];
    for (const name of this.refused) this.kept.delete(name);
    this.page = Math.random().toString(36).slice(2);
    this.sentence = "";
    this.turn = 0;
    this.failures = 0;
    this.trouble = ""; /* away, refused or ended */
    this.token = "";
    this.newer = new Map(); /* by field: text of another page that this one does not show */
    this.seen = new Map(); /* by field: such text that was shown in words, and when it was written */
    this.isSaveWanted = this.isSaving = this.isLeaving = this.isAsking = false;
    this.notice = document.getElementById("not-kept");
    this.dialog = document.getElementById("session-dialog");
    this.title = document.title;
  }

  /* Names of the fields whose present text the server does not have. */
  unkept(fields = readFields(this.form)) {
    return [...fields.keys()].filter((name) => fields.get(name) !== this.kept.get(name));
  }

  /* Of these, the ones that do not wait for somebody to choose. */
  sendable(fields = readFields(this.form)) {
    return this.unkept(fields).filter((name) => !this.newer.has(name));
  }

  /* Why not all is kept. */
  get reason() {
    return this.trouble || (this.newer.size ? "newer" : "away");
  }

  get isUnkept() {
    return this.unkept().length > 0;
  }

  /* ---- Sending ---- */

  typed() {
    this.tell();
    clearTimeout(this.quiet);
    if (!this.sendable().length) {
      if (this.trouble) this.retry();
      return;
    }
    if (!navigator.onLine) this.warn("away");
    this.quiet = setTimeout(() => this.send(), QUIET_MS);
    this.latest ??= setTimeout(() => this.send(), LATEST_MS);
  }

  /* One request at a time; true when the server took it. */
  send(options = {}) {
    this.token = "";
    this.sending ??= this.post(options).finally(() => {
      this.sending = null;
      if (!this.trouble && this.sendable().length) this.typed();
    });
    return this.sending;
  }

  /* Until the server has all that was typed, also while this waited; false when it has not. */
  async flush() {
    const late = setTimeout(() => this.warn("away"), LATE_MS);
    if (this.sending) await this.sending;
    let isKept = await this.send();
    /* Somebody chose while this waited: what was chosen has to go out, too. */
    if (isKept && this.sendable().length) isKept = await this.send();
    clearTimeout(late);
    return isKept;
  }

  async post(options) {
    clearTimeout(this.quiet);
    clearTimeout(this.latest);
    clearTimeout(this.again);
    this.latest = null;
    const fields = readFields(this.form);
    const names = this.sendable(fields);
    const unanswered = setTimeout(() => names.length && this.warn("away"), UNANSWERED_MS);
    try {
      return await this.hear(await this.ask(this.message(names, fields), options), names, fields);
    } catch {
      return this.fail("away");
    } finally {
      clearTimeout(unanswered);
    }
  }

  message(names, fields) {
    const { elements } = this.form;
    const about = ["csrfmiddlewaretoken", "as_user", "base_version", "older", "row", "seen", "before"];
    const message = new URLSearchParams(about.map((name) => [name, elements[name].value]));
    message.set("fields", names.join(","));
    message.set("seen_of", [...this.seen].map((pair) => pair.join(":")).join(","));
    message.set("page", this.page);
    message.set("turn", ++this.turn);
    for (const [input, text] of names.flatMap((name) => JSON.parse(fields.get(name)))) {
      message.append(input, text);
    }
    return message;
  }

  ask(body, options) {
    return fetch(this.form.dataset.draftAddress, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { "X-Requested-With": "fetch" },
      signal: AbortSignal.timeout(GIVEN_UP_MS),
      ...options,
    });
  }

  async hear(answer, names, fields) {
    if (answer.redirected) return this.fail("away");
    if (answer.ok) {
      this.sentence = await answer.text();
      this.isBehind = answer.headers.get("Draft-Unseen") === "yes";
      for (const name of names) this.kept.set(name, fields.get(name));
      return this.recover();
    }
    if (answer.status === 409) return this.hearNewer(await answer.json(), names, fields);
    if (answer.status === 401) return this.endSession();
    if (answer.status === 403 && this.token !== "renewed") return this.renew();
    return this.fail(answer.status >= 500 ? "away" : "refused");
  }

  /* The server took all but these. */
  hearNewer(told, names, fields) {
    for (const field of told.fields) this.newer.set(field.name, field);
    for (const name of names) if (!this.newer.has(name)) this.kept.set(name, fields.get(name));
    return this.recover();
  }

  /* A form token of an older sign-in: with a new one the draft goes out once more. */
  async renew() {
    this.token = await renewToken(this.form.dataset.user);
    if (this.token !== "renewed") return this.endSession();
    return this.post({});
  }

  /* ---- What a person is told ---- */

  tell() {
    const state = document.getElementById("save-state");
    if (state) state.textContent = this.isUnkept ? state.dataset.unsaved : this.sentence;
  }

  /* Only where something would be lost, or Save was pressed in vain. */
  warn(kind) {
    if (!this.isUnkept && !this.isSaveWanted) return;
    if (kind === "newer") this.sayNewer();
    this.notice.hidden = false;
    for (const text of this.notice.querySelectorAll("[data-for]")) text.hidden = text.dataset.for !== kind;
    document.getElementById("back-again").hidden = true;
    document.title = `${document.getElementById("save-state").dataset.title} · ${this.title}`;
  }

  sayNewer() {
    const lines = [...this.newer.values()].map(({ label, text }) => {
      const line = document.createElement("li");
      line.textContent = `${label}: “${text}”`;
      return line;
    });
    document.getElementById("newer-texts").replaceChildren(...lines);
  }

  fail(kind) {
    this.trouble = kind;
    this.failures += 1;
    this.warn(kind);
    this.tell();
    clearTimeout(this.again);
    this.again = setTimeout(() => this.retry(), this.failures < SOON_TIMES ? SOON_MS : LATER_MS);
    return false;
  }

  retry() {
    if (this.isUnkept || this.isSaveWanted || this.trouble === "ended") this.send();
    else this.recover();
  }

  recover() {
    const wasTrouble = this.trouble;
    this.trouble = "";
    this.failures = 0;
    this.notice.hidden = true;
    document.title = this.title;
    document.getElementById("back-again").hidden = !this.isSaveWanted || this.isSaving;
    if (this.dialog.open) this.dialog.close();
    if (this.newer.size) this.warn("newer");
    this.tell();
    /* The scores have to follow, too. */
    if (wasTrouble) this.form.dispatchEvent(new Event("input", { bubbles: true }));
    return this.newer.size === 0;
  }

  /* ---- Text typed on another page ---- */

  /* The server lays the newer text over; all else that was typed here is there by then. */
  async showNewer() {
    if (this.sending) await this.sending;
    if (this.sendable().length) await this.send();
    if (this.trouble || this.sendable().length) return this.warn(this.reason);
    this.isLeaving = true;
    this.readAgain();
  }

  keepMine() {
    for (const { name, written } of this.newer.values()) this.seen.set(name, written);
    this.newer.clear();
    this.send();
  }

  /* Asks for the page anew, also where it is the answer to a press of Save. */
  readAgain() {
    location.replace(location.pathname + location.search);
  }

  /* What was typed just before a reload may reach the server after the page was made. */
  async askForLastWords() {
    const isAsTold = () => JSON.stringify([...readFields(this.form)]) === JSON.stringify([...this.shown]);
    if (this.sending || this.isLeaving || this.isSaving || !isAsTold()) return;
    await this.send();
    if (this.isBehind && !this.trouble && !this.isLeaving && !this.isSaving && isAsTold()) this.readAgain();
  }

  /* ---- Sessions that end ---- */

  endSession() {
    const isNews = this.trouble !== "ended" || this.isAsking;
    document.getElementById("session-somebody").hidden = this.token !== "other";
    if (isNews && !this.dialog.open) this.dialog.showModal();
    this.isAsking = false;
    return this.fail("ended");
  }

  /* Back in this tab, perhaps from signing in. */
  comeBack() {
    if (this.trouble) this.send();
  }

  /* ---- Leaving ---- */

  /* Every form of the page goes out only when the draft is on the server. */
  submit(event) {
    if (event.defaultPrevented || event.target.method !== "post" || this.isCleared) return;
    if (event.target.matches("[data-discards]")) {
      this.isLeaving = true;
      return;
    }
    event.preventDefault();
    if (this.isLeaving || this.isSaving) return;
    this.clear(event.target, event.submitter);
  }

  /* A slow answer is waited for. After a failure nothing goes out by itself: Save is pressed anew. */
  async clear(form, submitter) {
    this.isSaving = this.isAsking = this.isSaveWanted = true;
    const isKept = await this.flush();
    this.isSaving = this.isAsking = false;
    this.isSaveWanted = !isKept;
    if (!isKept) return this.warn(this.reason);
    this.sayTouched();
    this.leave();
    this.isCleared = true;
    form.requestSubmit(submitter);
    this.isCleared = false;
  }

  /* What was typed into here is what a save covers of the draft. */
  sayTouched() {
    const fields = readFields(this.form);
    const isTouched = (name) => this.refused.includes(name) || fields.get(name) !== this.shown.get(name);
    const touched = [...fields.keys()].filter(isTouched);
    for (const [name, value] of [["touched", touched.join(",")], ["page", this.page]]) {
      const input = this.form.elements[name] ?? document.createElement("input");
      this.form.append(Object.assign(input, { type: "hidden", name, value }));
    }
  }

  /* A page that does not come ends the leaving. */
  leave() {
    this.isLeaving = true;
    setTimeout(() => {
      this.isLeaving = false;
    }, GIVEN_UP_MS);
  }

  /* A link waits for the draft too; pressed again, it goes, and the browser asks. */
  follow(event) {
    const link = event.target.closest("a[href]");
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || event.defaultPrevented || event.button || isElsewhere || link.target) return;
    if (link.getAttribute("href").startsWith("#") || !this.isUnkept) return;
    if (this.trouble || this.newer.size) return;
    event.preventDefault();
    this.goTo(link.href);
  }

  async goTo(address) {
    const isKept = await this.flush();
    if (isKept && !this.isUnkept) location.assign(address);
    else this.warn(this.reason);
  }

  listen() {
    const { form } = this;
    form.addEventListener("input", chooseMine);
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.typed());
    document.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("click", (event) => this.follow(event));
    window.addEventListener("offline", () => this.warn("away"));
    window.addEventListener("online", () => this.comeBack());
    window.addEventListener("focus", () => this.comeBack());
    document.addEventListener("visibilitychange", () => this.turnAway());
    window.addEventListener("pageshow", () => {
      this.isLeaving = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (!this.isLeaving && this.isUnkept) event.preventDefault();
    });
  }

  /* Another tab or the end of this one: what is typed goes out at once, and outlives the page. */
  turnAway() {
    if (document.visibilityState === "visible") this.comeBack();
    else if (this.sendable().length && !this.sending) this.send({ keepalive: true });
  }

  start() {
    this.listen();
    this.tell();
    document.getElementById("show-newer").addEventListener("click", () => this.showNewer());
    document.getElementById("keep-mine").addEventListener("click", () => this.keepMine());
    if (this.form.matches("[data-is-fresh]")) setTimeout(() => this.askForLastWords(), LAST_WORDS_MS);
    if (this.isUnkept) this.send();
  }
}

/* Who the patient is goes into no draft: it is said that it is not saved, and leaving is asked about. */
function guardForm(form) {
  const read = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  const state = document.getElementById("save-state");
  const shown = read();
  let isLeaving = false;
  const isUnsaved = () => form.matches("[data-is-typed]") || read() !== shown;
  const tell = () => {
    state.textContent = isUnsaved() ? state.dataset.unsaved : "";
  };
  form.addEventListener("input", chooseMine);
  form.addEventListener("input", tell);
  document.addEventListener("submit", (event) => {
    isLeaving = event.target === form && !event.defaultPrevented;
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
    tell();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && isUnsaved()) event.preventDefault();
  });
}

/* Figures that do not match the form are marked; an ended session is said by the keeper. */
function listenForFailedScores(keeper) {
  const outdated = document.getElementById("scores-outdated");
  if (!outdated) return;
  document.body.addEventListener("htmx:responseError", (event) => {
    if (keeper && event.detail.xhr.status === 401) keeper.endSession();
    else outdated.hidden = false;
  });
  document.body.addEventListener("htmx:sendError", () => {
    outdated.hidden = false;
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    outdated.hidden = true;
  });
}

function renewTokenWhenBack() {
  window.addEventListener("pageshow", (event) => {
    const [entry] = performance.getEntriesByType("navigation");
    if (event.persisted || (entry && entry.type === "back_forward")) renewToken("");
  });
}

/* The browser would scroll back to where Save was pressed, away from what went wrong. */
function showWhatWentWrong() {
  const summary = document.querySelector(".summary");
  if (!summary) return;
  history.scrollRestoration = "manual";
  summary.focus();
  window.addEventListener("load", () => summary.scrollIntoView({ block: "center", behavior: "instant" }));
}

function keepDraft(form) {
  const keeper = new DraftKeeper(form);
  keeper.start();
  /* What is typed but not saved is in the form: the scores beside it must be those of it. */
  if (form.matches("[data-is-typed]")) {
    window.addEventListener("load", () => form.dispatchEvent(new Event("input", { bubbles: true })));
  }
  return keeper;
}

const sectionForm = document.getElementById("section-form");
const isEditable = document.getElementById("not-kept") !== null;
const draftKeeper = sectionForm && isEditable ? keepDraft(sectionForm) : null;
const guardedForm = document.querySelector("form[data-guarded]");
if (guardedForm) guardForm(guardedForm);
showWhatWentWrong();
listenForFailedScores(draftKeeper);
renewTokenWhenBack();
