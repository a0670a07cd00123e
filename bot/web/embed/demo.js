/* The sample help desk: loads the launcher as any page does, and takes its hand-overs. */
const embed = document.body.dataset.embed;
const tickets = document.getElementById("tickets");

document.getElementById("note").hidden = embed !== "";
if (embed) {
  const script = document.createElement("script");
  script.src = "embed.js";
  script.dataset.embedId = embed;
  script.dataset.lang = document.documentElement.lang === "en" ? "en" : "zh";
  document.body.append(script);
}

document.getElementById("questions").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) window.wence?.ask(button.textContent);
});

window.addEventListener("message", (event) => {
  if (event.origin !== location.origin || event.data?.source !== "wence") return;
  if (event.data.type !== "handoff") return;
  const ticket = document.createElement("li");
  const from = `${document.body.dataset.from} ${event.data.page?.title ?? ""}`;
  ticket.textContent = `${event.data.question}（${from}）`;
  if (!tickets.dataset.any) tickets.replaceChildren();
  tickets.dataset.any = "true";
  tickets.append(ticket);
});
