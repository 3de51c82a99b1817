// The board of calling: it is asked for again, as long as somebody looks and nobody types on it.

const LOOK_MS = 10000;
const PLACE = "/outbound";
const board = document.getElementById("outbound-board");

function chosen(select) {
  const before = [...select.options].find((each) => each.defaultSelected) ?? select.options[0];
  return select.value !== before?.value;
}

function isInUse() {
  if (board.querySelector("details[open]")) return true;
  return [...board.querySelectorAll("input, select, textarea")].some((each) =>
    each.matches(":focus") || (each.tagName === "SELECT" ? chosen(each) : each.value !== each.defaultValue));
}

async function look() {
  setTimeout(look, LOOK_MS);
  if (document.hidden || isInUse()) return;
  // Nobody's doing: a page that renews itself keeps no screen unlocked. A refusal stands elsewhere.
  const query = location.pathname === PLACE ? location.search : "";
  const answer = await fetch(`${PLACE}/part${query}`).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const told = page.getElementById("outbound-board");
  // What is the same stays in the page, so that nobody loses the place that a key brought them to.
  if (told && told.innerHTML !== board.innerHTML && !isInUse()) board.innerHTML = told.innerHTML;
}

if (board) setTimeout(look, LOOK_MS);
