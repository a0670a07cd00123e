/* An answer on the screen. Every text goes in as text, never as HTML. */
import { words } from "./words.js";

/** An element with properties and children. */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** A turn that has been asked and not answered: put it on the screen at once. */
export function turn(question) {
  const summary = make("p", { className: "summary waiting", textContent: words.waiting });
  const answer = make(
    "div",
    { className: "answer" },
    make("h3", { className: "unseen", textContent: words.answers }),
    summary
  );
  const asked = make(
    "div",
    { className: "asked" },
    make("h3", { className: "unseen", textContent: words.yours }),
    make("p", { textContent: question })
  );
  const element = make("article", {}, asked, answer);
  return { element, answer, summary };
}

/** The next piece of the summary. */
export function grow({ summary }, text) {
  if (summary.classList.contains("waiting")) begin(summary);
  summary.append(text);
}

/** What went wrong, in place of the answer. */
export function fail({ summary }, said) {
  begin(summary);
  summary.classList.add("failed");
  summary.textContent = said;
}

/** The whole answer, with buttons that call `does.open(citation)`, `.ask(question)`, `.vote(v)`
 * and `.handoff()`; those that are null get no button. */
export function finish({ answer, summary }, whole, does) {
  begin(summary);
  summary.textContent = whole.summary;
  answer.dataset.status = whole.status;
  if (whole.status === "refused") {
    summary.before(make("p", { className: "status", textContent: words.refused }));
  }
  list(answer, words.basis, clauses(whole.citations), does.open);
  const choose = whole.status === "clarify";
  list(answer, choose ? words.choices : words.related, whole.related, does.open);
  for (const notice of whole.notices) {
    answer.append(make("p", { className: "notice", textContent: notice }));
  }
  if (whole.status !== "chat") answer.append(buttons(does));
}

/** Citations with those of one clause together: the quotes of a clause are opened at once. */
function clauses(citations) {
  const together = new Map();
  for (const citation of citations) {
    const key = JSON.stringify([citation.policy, citation.clause, citation.part ?? null]);
    if (!together.has(key)) together.set(key, { ...citation, spans: [], quotes: [] });
    together.get(key).quotes.push(citation.quote);
    together.get(key).spans.push([citation.start, citation.end]);
  }
  return [...together.values()];
}

function begin(summary) {
  summary.classList.remove("waiting");
  summary.textContent = "";
}

function list(answer, heading, refs, open) {
  if (!refs.length) return;
  const rows = refs.map((ref) => {
    const label = ref.label || words[ref.part] || "";
    const button = make("button", { type: "button", textContent: `${label}${ref.title}` });
    button.addEventListener("click", () => open(ref, button));
    const row = make("li", {}, button);
    row.append(...(ref.quotes ?? []).map((quote) => make("q", { textContent: quote })));
    return row;
  });
  answer.append(make("h4", { textContent: heading }), make("ul", {}, ...rows));
}

function buttons(does) {
  const said = make("span", { className: "said", role: "status" });
  const row = make("p", { className: "buttons" });
  const votes = does.vote ? ["like", "dislike"] : [];
  for (const chosen of votes) {
    const button = make("button", { type: "button", textContent: words[chosen] });
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", async () => {
      const problem = await does.vote(chosen);
      said.textContent = problem || words.thanks;
      if (problem) return;
      for (const other of row.querySelectorAll("[aria-pressed]")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
    });
    row.append(button);
  }
  if (does.handoff) {
    const button = make("button", { type: "button", textContent: words.handoff });
    button.addEventListener("click", () => {
      does.handoff();
      said.textContent = words.handed;
    });
    row.append(button);
  }
  row.append(said);
  return row;
}

/** A text with spans marked. Offsets count characters as the server does, not UTF-16 units. */
export function marked(text, spans) {
  const characters = [...text];
  const pieces = [];
  let at = 0;
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const begins = Math.max(start, at);
    if (end <= begins) continue;
    pieces.push(characters.slice(at, begins).join(""));
    pieces.push(make("mark", { textContent: characters.slice(begins, end).join("") }));
    at = end;
  }
  return [...pieces, characters.slice(at).join("")];
}
