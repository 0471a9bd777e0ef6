/* Data entry made quick: fields that show only where they apply. */
"use strict";

/* A field with data-when shows only while the other field of the form has the wanted value. */
function showWhatApplies(form) {
  const data = new FormData(form);
  for (const field of form.querySelectorAll("[data-when]")) {
    const applies = data.get(field.dataset.when) === field.dataset.is;
    const holdsAnswer = [...field.querySelectorAll("input, select, textarea")].some(isAnswered);
    field.hidden = !applies && !holdsAnswer;
  }
}

function isAnswered(input) {
  if (input.type === "hidden") return false;
  if (input.type === "radio" || input.type === "checkbox") return input.checked && input.value !== "";
  return input.value !== "";
}

const entryForm = document.getElementById("section-form");
if (entryForm) {
  entryForm.addEventListener("input", () => showWhatApplies(entryForm));
  showWhatApplies(entryForm);
}
