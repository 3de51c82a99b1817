// Calling an applicant: what vanished elsewhere vanishes here, and keys press the buttons.

const LOOK_MS = 2000;
const place = document.getElementById("contact");

async function look() {
  const answer = await fetch("/contacts/state").catch(() => null);
  if (answer?.status === 401) return location.assign((await answer.json()).elsewhere);
  // Without a contact the page waits for the person, unless the system has brought one.
  if (answer?.ok && (await answer.json()).mark !== place.dataset.mark) return location.assign("/contacts");
  setTimeout(look, LOOK_MS);
}

setTimeout(look, LOOK_MS);

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.closest("input:not([type=radio]), textarea, select, button, a, summary")) return;
  const button = [...place.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// Keys that are pressed before this line are lost.
place.dataset.ready = "";
