// What makes the operator's page handier; without it every form works all the same.

for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.confirm)) event.preventDefault();
  });
}

for (const form of document.querySelectorAll("form[data-working]")) {
  const button = form.querySelector("button");
  const label = button.textContent;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    button.disabled = true;
    button.textContent = form.dataset.working;
  });
  // The page as it is kept for "back".
  window.addEventListener("pageshow", () => {
    button.disabled = false;
    button.textContent = label;
  });
}

// A browser says of a file that is too large only that the connection broke.
for (const input of document.querySelectorAll("input[type=file][data-limit]")) {
  input.addEventListener("change", () => {
    const [file] = input.files;
    const tooLarge = file && file.size > Number(input.dataset.limit);
    input.setCustomValidity(tooLarge ? input.dataset.tooLarge : "");
    input.reportValidity();
  });
}
