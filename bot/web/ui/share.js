/* The link to an answer: made when it is asked for, and taken back when the user says so. */
import { at, copy, onPress, say, send } from "./page.js";

function show({ answer, share }) {
  const dialog = at("w-share");
  const link = new URL(`a/${share}`, document.baseURI).href;
  at("w-share-link").value = at("w-share-open").href = link;
  dialog.returnValue = "";
  dialog.showModal();
  at("w-share-copy").focus();
  dialog.onclose = () => {
    if (dialog.returnValue === "end") send("apply", { answer, end: true });
  };
}

export function start() {
  onPress("share", (button, { share }) => send("apply", { answer: share }));
  at("w-share-copy").addEventListener("click", async (event) => {
    await copy(at("w-share-link").value, event.currentTarget ?? at("w-share-copy"));
    say("copied");
  });
  document.addEventListener("w-reply", ({ detail }) => {
    const reply = detail ? JSON.parse(detail) : {};
    if (reply.kind === "share") show(reply);
  });
}
