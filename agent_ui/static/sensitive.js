// While a field of a bank account has the focus, what is said is left out of the call's recording:
// also where it had the focus before this script came, or before the talk began.
const csrf = document.querySelector('meta[name="csrf"]').content;
const failed = document.querySelector("[data-sensitive-failed]");
const AGAIN_MS = 1000;
// With these a seat is beside the talk, and not in it; who asks another one has its caller on hold.
const BESIDE = ["ringing", "meeting", "consulting", "listening", "whispering", "merging"];
let isOn = false;
let talk = ""; // the recorded talk of the own seat, if there is one
let told = "off";
let telling = Promise.resolve();

const wish = () => (isOn ? `on ${talk}` : "off");

function ask(on) {
  const body = new URLSearchParams({ why: "account_field", on: on ? "1" : "0" });
  return fetch("/phone/recording", { method: "POST", headers: { "X-CSRF-Token": csrf }, body, keepalive: true }).then(isDone, () => false);
}

// Of what is not recorded nothing has to be left out.
const isDone = async (answer) => answer.ok || (await answer.json().catch(() => ({}))).reason === "not_recorded";

// One after the other: an "off" must never overtake its "on". Where nobody talks a refusal is right;
// in a recorded talk it is asked again until it is so, and the agent is told meanwhile.
async function tell() {
  while (told !== wish()) {
    const [wanted, during] = [wish(), talk];
    const ok = await ask(isOn);
    failed.hidden = ok || !during || !isOn;
    if (ok || !during) told = wanted;
    else await new Promise((over) => setTimeout(over, AGAIN_MS));
  }
  failed.hidden = true;
}

function want(on) {
  isOn = on;
  telling = telling.then(tell);
}

const isSensitive = (element) => Boolean(element?.closest?.("[data-sensitive]"));
document.addEventListener("focusin", (event) => want(isSensitive(event.target)));
document.addEventListener("focusout", (event) => want(isSensitive(event.relatedTarget)));
document.addEventListener("own-seat", ({ detail: seat }) => {
  const isBeside = BESIDE.includes(seat.tie) && !seat.held;
  const isRecorded = seat.state === "talking" && !isBeside && !seat.refused && seat.unrecorded !== "off";
  talk = isRecorded ? (seat.call ?? "") : "";
  want(isOn);
});
window.addEventListener("pagehide", () => {
  if (told !== "off" || isOn) ask(false);
  [isOn, told] = [false, "off"];
});
want(isSensitive(document.activeElement));
