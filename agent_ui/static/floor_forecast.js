// The forecast's panel: numbers come with the board's picture, sentences are filled in here.

const panel = document.getElementById("forecast");
const said = panel ? JSON.parse(panel.dataset.words) : {};

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function part(name) {
  return panel.querySelector(`[data-part="${name}"]`);
}

function made(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

function named(each, reasons) {
  return filled(said.levers[each.lever] ?? each.lever, { ...each, reason: reasons[each.reason] ?? each.reason });
}

function effectRow(each, reasons) {
  const row = made("li", each.advised ? "advised" : "", "");
  row.append(made("a", "", named(each, reasons)), made("span", "", filled(said.own.effect, each)));
  row.firstChild.href = "#levers-heading";
  if (each.advised) row.prepend(made("strong", "", said.own.advised));
  return row;
}

function pullRow(each, reasons, clock) {
  const row = made("li", "", filled(said.own.pull, { ...each, lever: named(each, reasons), time: clock(each.at) }));
  row.append(made("span", "", each.minutes ? filled(said.own.measured, each) : said.own.unmeasured));
  return row;
}

function errorOf(error) {
  if (!error) return said.own.no_error;
  const text = filled(said.own.error, error);
  return error.better ? `${text}。` : `${text}。${said.own.no_better}`;
}

// How far the probability itself was off.
function chanceErrorOf(error) {
  if (!error) return said.own.no_chance_error;
  const text = filled(said.own.chance_error, error);
  return error.better ? `${text}。` : `${text}。${said.own.chance_no_better}`;
}

// `of(kind)` lists the picture's values of a kind, `clock(ms)` writes a time of day.
export function showForecast(told, of, reasons, clock) {
  if (!panel) return;
  const isTold = told?.knows === "told";
  part("told").hidden = !isTold;
  part("untold").hidden = isTold;
  part("untold").textContent = told ? filled(said.knows[told.knows] ?? "", told) : said.own.waits;
  panel.querySelector("h2 small").hidden = !isTold;
  const errors = isTold ? [errorOf(told.error), chanceErrorOf(told.chance_error)] : [];
  panel.querySelector(".exactness").replaceChildren(...errors.map((text) => made("span", "", text)));
  const pulls = of("pull").map(([, each]) => each).sort((a, b) => a.at - b.at);
  part("pulls").hidden = pulls.length === 0;
  panel.querySelector(".pulls").replaceChildren(...pulls.map((each) => pullRow(each, reasons, clock)));
  if (!isTold) return;
  panel.querySelector("h2 time").textContent = clock(told.at);
  for (const span of ["day", "week"]) panel.querySelector(`[data-chance="${span}"]`).dataset.warns = told[span].chance < 50 ? "1" : "";
  part("may").hidden = told.day.too_many > 0;
  part("over").hidden = told.day.too_many === 0;
  const effects = of("effect").sort(([a], [b]) => a - b).map(([, each]) => each);
  panel.querySelector(".effects").replaceChildren(...effects.map((each) => effectRow(each, reasons)));
  part("no-effect").textContent = told.is_sure ? said.own.sure : effects.some((each) => each.advised) ? "" : said.own.nothing;
}
