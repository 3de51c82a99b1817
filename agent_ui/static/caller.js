// Who is calling: the server's own part of the page, fetched when the seat's call changes.
import { tell } from "/static/desk.js";

const place = document.getElementById("caller");
const csrf = document.querySelector('meta[name="csrf"]').content;
const TOLD_WITHIN_MS = 400;
let shown = null;
let handed = null;

function fill(text) {
  place.innerHTML = text;
  const write = place.querySelector(".write");
  if (write) write.hidden = write.elements.call.value === place.dataset.recordOf; // it is this page
  // The phone's bar waits for this before it rings.
  parent.document.dispatchEvent(new CustomEvent("caller-shown"));
}

async function show(answer) {
  if (answer.status === 401) return location.assign((await answer.json()).elsewhere);
  if (!answer.ok) return tell("×");
  fill(await answer.text());
}

async function load(call) {
  shown = call;
  await show(await fetch(place.dataset.part)).catch(() => { shown = null; });
}

// The socket tells who rings without being asked; what it could not read is asked for.
document.addEventListener("caller-told", ({ detail: { caller, call } }) => {
  shown = call;
  if (place) fill(caller);
});

// What the person before wrote is shown with the caller, but nothing typed here is lost for it.
const isTyped = () => [...place.querySelectorAll("input")].some((each) => each.value !== each.defaultValue);

document.addEventListener("own-seat", ({ detail: seat }) => {
  // The system calls an applicant from here: whom and why stands on that page.
  if (/^out\.c\d+\.\d+$/.test(seat.call ?? "")) return location.assign("/contacts");
  // After the call it stays until the next one: the record is still to be written.
  if (!seat.call) return;
  if (seat.state !== "ringing" && seat.tie === "transferred" && handed !== seat.call && !isTyped()) {
    handed = seat.call;
    return load(seat.call);
  }
  if (seat.call === shown) return;
  if (seat.state !== "ringing") return load(seat.call);
  setTimeout(() => { if (seat.call !== shown) load(seat.call); }, TOLD_WITHIN_MS);
});

place?.addEventListener("submit", async (event) => {
  if (event.target.matches("[data-leaves]")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target, event.submitter));
  const answer = await fetch(event.target.action, { method: "POST", headers: { "X-CSRF-Token": csrf }, body }).catch(() => null);
  if (answer) await show(answer);
  else tell("×");
});
