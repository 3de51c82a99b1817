// Help beside the call: the server's own part of the page, asked for without leaving what is typed.
import { tell } from "/static/desk.js";

const place = document.getElementById("help");
const csrf = document.querySelector('meta[name="csrf"]').content;
const record = document.querySelector("form[data-draft]");

async function show(asked) {
  const answer = await asked.catch(() => null);
  if (!answer) return tell("×");
  if (answer.status === 401) return location.assign((await answer.json()).elsewhere);
  if (!answer.ok) return tell("×");
  place.innerHTML = await answer.text();
  for (const each of place.querySelectorAll("[data-refer-ward]")) each.hidden = !record;
}

function send(address, fields) {
  const body = new URLSearchParams(fields);
  return fetch(address, { method: "POST", headers: { "X-CSRF-Token": csrf }, body });
}

place?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { target: form, submitter } = event;
  show(send(submitter?.getAttribute("formaction") ?? form.action, new FormData(form, submitter)));
});

// An office goes into the record's first matter that is referred to a ward office.
place?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-refer-ward]");
  if (!button || !record) return;
  const chosen = record.querySelector('input[value="ward_office"]:checked') ?? record.querySelector('input[value="ward_office"]');
  chosen.checked = true;
  const n = chosen.name.split("-")[1];
  record.elements[`ward-${n}`].value = button.dataset.referWard;
  record.elements[`section-${n}`].value = button.dataset.referSection;
  record.dispatchEvent(new Event("input"));
});

// The script of the category that was just chosen.
record?.addEventListener("change", (event) => {
  if (event.target.name?.startsWith("category-") && event.target.value) show(send("/help/script", { category: event.target.value }));
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || !event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyN") return;
  event.preventDefault();
  document.getElementById("not-found")?.click();
});

if (place && !place.dataset.shown) show(fetch(place.dataset.part));
