/* What was typed is never lost: "not saved yet", sessions that end, servers that do not answer. */
"use strict";

function watchForm(form) {
  const state = document.getElementById("save-state");
  const typed = () => {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    return new URLSearchParams(data).toString();
  };
  const before = typed();
  let isSending = false;
  const isChanged = () => typed() !== before;
  const wasRefused = document.querySelector(".summary") !== null;

  const update = () => {
    if (state) state.textContent = isChanged() || wasRefused ? state.dataset.unsaved : "";
  };
  form.addEventListener("input", update);
  form.addEventListener("submit", () => {
    isSending = true;
  });
  window.addEventListener("pageshow", () => {
    isSending = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSending && (isChanged() || wasRefused)) event.preventDefault();
  });
  update();
  /* A refused form is typed but not saved: the scores beside it must be those of what is typed. */
  if (wasRefused) {
    window.addEventListener("load", () => form.dispatchEvent(new Event("input", { bubbles: true })));
  }
}

/* An expired session or a dead server must be said; figures that do not match the form are marked. */
function listenForFailedScores() {
  const ended = document.getElementById("session-ended");
  const outdated = document.getElementById("scores-outdated");
  if (!ended || !outdated) return;
  document.body.addEventListener("htmx:responseError", (event) => {
    ended.hidden = event.detail.xhr.status !== 401;
    outdated.hidden = !ended.hidden;
  });
  document.body.addEventListener("htmx:sendError", () => {
    outdated.hidden = false;
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    ended.hidden = outdated.hidden = true;
  });
  window.addEventListener("focus", () => {
    if (!ended.hidden) renewToken(ended);
  });
}

/* After signing in again elsewhere, or coming back in the browser's history, the form's token is old. */
async function renewToken(notice) {
  const answer = await fetch(document.body.dataset.tokenAddress, { credentials: "same-origin" });
  if (!answer.ok) return;
  const token = await answer.text();
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
  if (notice) notice.hidden = true;
}

function renewTokenWhenBack() {
  window.addEventListener("pageshow", (event) => {
    const [entry] = performance.getEntriesByType("navigation");
    if (event.persisted || (entry && entry.type === "back_forward")) renewToken();
  });
}

const form = document.getElementById("section-form");
if (form) watchForm(form);
const summary = document.querySelector(".summary");
if (summary) {
  /* The browser would scroll back to where Save was pressed, away from what went wrong. */
  history.scrollRestoration = "manual";
  summary.focus();
  window.addEventListener("load", () => summary.scrollIntoView({ block: "center", behavior: "instant" }));
}
listenForFailedScores();
renewTokenWhenBack();
