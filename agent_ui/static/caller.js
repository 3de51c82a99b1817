// Who is calling: the server's own part of the page, fetched when the seat's call changes.
import { tell } from "/static/desk.js";

const place = document.getElementById("caller");
const csrf = document.querySelector('meta[name="csrf"]').content;
const TOLD_WITHIN_MS = 400;
const AGAIN_MS = 1000;
const OF_CONTACT = /^out\.c\d+\.\d+$/;
const CONTACTS = "/contacts";
// A page without a place of its own for the caller shows them beside what is being done there.
const pop = document.getElementById("pop");
// Whom the system calls stands on the page of contacts, with what is to be said.
const isOfThisPage = (call) => location.pathname === CONTACTS && OF_CONTACT.test(call ?? "");
let shown = null; // the call that was asked for
let stands = null; // the call whose part is in the page
let handed = null;
let again;

// The phone's bar waits for this before it rings.
const tellPhone = () => parent.document.dispatchEvent(new CustomEvent("caller-shown"));

function fill(text) {
  place.innerHTML = text;
  if (pop) pop.hidden = false;
  const write = place.querySelector(".write");
  if (write) write.hidden = write.elements.call.value === place.dataset.recordOf; // it is this page
  tellPhone();
}

async function show(answer) {
  if (answer.status === 401) return location.assign((await answer.json()).elsewhere);
  if (!answer.ok) return tell("×");
  fill(await answer.text());
}

// The socket tells it and the page asks: the later one knows more, but takes nothing that is begun.
const isBegun = (call) => stands === call && (isTyped() || place.contains(document.activeElement));

async function ask(call) {
  const answer = await fetch(place.dataset.part).catch(() => null);
  if (shown !== call || isBegun(call)) return;
  if (answer?.ok) stands = call;
  if (answer?.ok || answer?.status === 401) return show(answer);
  if (stands !== call) tellUnread(); // nobody is shown the caller before for this one
}

function tellUnread() {
  const told = document.createElement("p");
  told.className = "none";
  told.textContent = place.dataset.unread;
  place.replaceChildren(told);
}

async function load(call) {
  if (!place) return;
  if (pop && call !== shown) pop.open = true;
  shown = call;
  await ask(call).catch(() => { stands = null; });
  askAgain(call);
}

// Until all of it is there: what the server could not read, or has not written yet, it has soon.
function askAgain(call) {
  if (shown !== call) return;
  clearTimeout(again);
  if (stands === call && !place.querySelector("[data-late]")) return;
  again = setTimeout(() => { if (shown === call) load(call); }, AGAIN_MS);
}

// The socket tells who rings without being asked; what it could not read is asked for.
document.addEventListener("caller-told", ({ detail: { caller, call } }) => {
  shown = call;
  if (isOfThisPage(call)) return tellPhone();
  if (pop) pop.open = true;
  if (!place) return;
  if (isBegun(call)) return tellPhone();
  stands = call;
  fill(caller);
  askAgain(call);
});

// What the person before wrote is shown with the caller, but nothing typed here is lost for it.
const isTyped = () => [...place.querySelectorAll("input")].some((each) => each.value !== each.defaultValue);

document.addEventListener("own-seat", ({ detail: seat }) => {
  if (place) place.dataset.seatState = seat.state;
  // The system calls an applicant from here: whom and why stands on that page. Who is doing
  // something else is shown the way there, and is not taken away from it.
  const isContact = OF_CONTACT.test(seat.call ?? "");
  if (isContact && !pop && !document.querySelector("form[data-draft]")) return location.assign(CONTACTS);
  if (isOfThisPage(seat.call)) return;
  if (pop) document.getElementById("pop-contact").hidden = !isContact;
  // After the call it stays until the next one: the record is still to be written.
  if (!seat.call) return;
  if (seat.state !== "ringing" && seat.tie === "transferred" && handed !== seat.call && !isTyped()) {
    handed = seat.call;
    stands = null;
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

// One key to whoever calls, from wherever somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.code !== "KeyC" || !event.altKey || event.ctrlKey || event.metaKey || !place || pop?.hidden) return;
  event.preventDefault();
  if (pop) pop.open = true;
  const fields = place.querySelectorAll("summary, input:not([type=hidden]), button, a");
  [...fields].find((each) => each.checkVisibility())?.focus();
});
