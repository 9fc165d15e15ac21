// Counts the words of a text while it is written, also of Thai, which has no spaces between them.
export function bind(scope = document) {
  for (const field of scope.querySelectorAll("textarea[data-words]")) {
    if (field.dataset.bound) continue;
    field.dataset.bound = "yes";
    const out = field.parentElement.querySelector("[data-words-out]");
    const show = () => say(field, out);
    field.addEventListener("input", show);
    field.form.addEventListener("exam:clear", show);
    out.hidden = false;
    show();
  }
}

const segmenter = globalThis.Intl?.Segmenter && new Intl.Segmenter(document.documentElement.lang, { granularity: "word" });

function count(text) {
  if (!segmenter) return text.split(/\s+/u).filter(Boolean).length;
  let words = 0;
  for (const part of segmenter.segment(text)) words += part.isWordLike ? 1 : 0;
  return words;
}

function say(field, out) {
  const words = count(field.value);
  const most = Number(field.dataset.words);
  const key = words > most ? "over" : words === 1 ? "one" : "many";
  out.textContent = out.dataset[key].replace("{n}", words).replace("{most}", most);
  out.classList.toggle("is-over", words > most);
}
