/* What is done with an answer: copied, judged, saved as a Word file. Sharing: share.js. */
import { at, copy, onPress, say, send } from "./page.js";
import { current, said } from "./language.js";

const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

async function copied(button, { copy: text }) {
  const { dataset } = button.querySelector("[data-word]");
  await copy(text, button);
  if (dataset.word === "copied") return; // pressed twice: it says so, and goes back by itself
  const before = dataset.word;
  dataset.word = "copied"; // language.js puts the words in
  setTimeout(() => (dataset.word = before), 1500);
}

function vote(button, { vote: kind, answer }) {
  for (const other of button.parentElement.querySelectorAll("[data-vote]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  send("like", { answer, vote: kind });
  if (kind === "dislike") ask(answer, JSON.parse(button.dataset.clauses));
}

/** What was wrong, and which clause would have been right: both may be left out. */
function ask(answer, clauses) {
  const dialog = at("w-reason");
  const [text, choice] = [at("w-reason-text"), at("w-reason-clause")];
  text.value = "";
  choice.replaceChildren(
    new Option(said("reason-none"), ""),
    ...clauses.map(([, , words], i) => new Option(words, String(i)))
  );
  dialog.returnValue = "";
  dialog.showModal();
  text.focus();
  dialog.onclose = () => {
    if (dialog.returnValue !== "send") return;
    const [policy, clause] = clauses[choice.value] ?? [];
    send("like", { answer, vote: "dislike", reason: text.value, policy, clause });
  };
}

/** Save a file that came in base64. */
function save({ name, data }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: WORD }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function start() {
  onPress("copy", copied);
  onPress("vote", vote);
  onPress("do", (button, { do: what, turn }) => {
    if (what !== "word") return;
    send("download", { lang: current(), ...(turn && { turn: Number(turn) }) });
  });
  document.addEventListener("w-reply", ({ detail }) => {
    const reply = detail ? JSON.parse(detail) : {};
    if (reply.kind === "file") save(reply);
    if (reply.kind === "say") say(reply.word);
  });
}
