// Boards of applications: their counts are asked for again, as long as somebody looks.

const LOOK_MS = 10000;
const board = document.getElementById("case-board");
let last;

async function look() {
  const answer = document.hidden ? null : await fetch(board.dataset.part).catch(() => null);
  if (answer?.status === 401) return location.assign((await answer.json()).elsewhere);
  const told = answer?.ok ? await answer.text() : last;
  // What is the same stays in the page, so that nobody loses the place that a key brought them to.
  if (told !== last) board.innerHTML = last = told;
  setTimeout(look, LOOK_MS);
}

if (board) setTimeout(look, LOOK_MS);
