// While a field of a bank account has the focus, what is said is left out of the call's recording.
const csrf = document.querySelector('meta[name="csrf"]').content;
let isOn = false;
let sent = Promise.resolve();

function ask(on) {
  const body = new URLSearchParams({ why: "account_field", on: on ? "1" : "0" });
  return fetch("/phone/recording", { method: "POST", headers: { "X-CSRF-Token": csrf }, body, keepalive: true }).catch(() => {});
}

// One after the other: an "off" must never overtake its "on".
function tell(on) {
  if (on === isOn) return;
  isOn = on;
  sent = sent.then(() => ask(on));
}

const isSensitive = (element) => Boolean(element?.closest?.("[data-sensitive]"));
document.addEventListener("focusin", (event) => tell(isSensitive(event.target)));
document.addEventListener("focusout", (event) => tell(isSensitive(event.relatedTarget)));
window.addEventListener("pagehide", () => {
  if (isOn) ask(false);
  isOn = false;
});
