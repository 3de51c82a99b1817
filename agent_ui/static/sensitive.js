// While a field of a bank account has the focus, or a search field in which digits stand, what is said
// is left out of the call's recording: also where it had the focus before this script came, or before
// the talk began. A search by name or address leaves out nothing.
const csrf = document.querySelector('meta[name="csrf"]').content;
const failed = document.querySelector("[data-sensitive-failed]");
const AGAIN_MS = 1000;
// With these a seat is beside the talk, and not in it; who asks another one has its caller on hold.
const BESIDE = ["ringing", "meeting", "consulting", "listening", "whispering", "merging"];
const DIGIT = /\p{Nd}/u;
let why = ""; // of the field that has the focus; "" leaves out nothing
let talk = ""; // the recorded talk of the own seat, if there is one
let tie = ""; // how the own seat is at it beside another one
let told = "";
let telling = Promise.resolve();
const standing = new Set(); // what the recording was asked to be silent for

const wish = () => (why ? `${why} ${talk}` : "");

function ask(reason, on) {
  if (on) standing.add(reason);
  const body = new URLSearchParams({ why: reason, on: on ? "1" : "0" });
  return fetch("/phone/recording", { method: "POST", headers: { "X-CSRF-Token": csrf }, body, keepalive: true }).then(isDone, () => false);
}

// Of what is not recorded nothing has to be left out, nor by a seat that is just sent away.
async function isDone(answer) {
  if (answer.ok) return true;
  const { reason } = await answer.json().catch(() => ({}));
  return reason === "not_recorded" || (reason === "no_talk" && tie === "leaving");
}

// One after the other: an "off" must never overtake its "on", and a reason stands before another one
// goes. Where nobody talks a refusal is right; in a recorded talk it is asked again until it is so,
// and the agent is told meanwhile.
async function tell() {
  while (told !== wish()) {
    const [wanted, during, now] = [wish(), talk, why];
    let ok = !now || (await ask(now, true));
    for (const gone of [...standing].filter((each) => each !== now)) {
      ok = ok && (await ask(gone, false));
      if (ok || !during) standing.delete(gone);
    }
    failed.hidden = ok || !during || !now;
    if (ok || !during) told = wanted;
    else await new Promise((over) => setTimeout(over, AGAIN_MS));
  }
  failed.hidden = true;
}

function reasonOf(element) {
  const field = element?.closest?.("[data-sensitive]");
  if (!field) return "";
  if (field.dataset.sensitive !== "search") return "account_field";
  return DIGIT.test(field.value) ? "search_field" : "";
}

function look(element) {
  why = reasonOf(element);
  document.body.dataset.leftOut = why; // the phone around this page must not take it for left behind
  telling = telling.then(tell);
}

document.addEventListener("focusin", (event) => look(event.target));
document.addEventListener("focusout", (event) => look(event.relatedTarget));
document.addEventListener("input", () => look(document.activeElement));
document.addEventListener("own-seat", ({ detail: seat }) => {
  const isBeside = BESIDE.includes(seat.tie) && !seat.held;
  const isRecorded = seat.state === "talking" && !isBeside && !seat.refused && seat.unrecorded !== "off";
  tie = seat.tie;
  talk = isRecorded ? (seat.call ?? "") : "";
  telling = telling.then(tell);
});
window.addEventListener("pagehide", () => {
  for (const each of standing) ask(each, false);
  standing.clear();
  [why, told] = ["", ""];
});
look(document.activeElement);
