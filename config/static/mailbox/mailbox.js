/** Keeps the list of messages up to date, narrows it while somebody types, and copies codes. */

const EVERY = 2000;
const list = document.getElementById("messages");
const search = document.querySelector("input[name=to]");
let shown = list.innerHTML;
let latest = 0;

function address() {
  const query = new URLSearchParams(search.value.trim() ? { to: search.value.trim() } : {});
  return `${location.pathname}${query.size ? `?${query}` : ""}`;
}

async function refresh({ byHand = false } = {}) {
  const mine = ++latest;
  const answer = await fetch(address(), { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || mine !== latest) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("messages").innerHTML;
  if (fresh === shown || mine !== latest) return;
  const known = new Set([...list.querySelectorAll("article")].map((article) => article.id));
  shown = list.innerHTML = fresh;
  if (byHand) return;
  for (const article of list.querySelectorAll("article")) {
    article.classList.toggle("is-new", !known.has(article.id));
  }
}

list.addEventListener("click", async ({ target }) => {
  // A page that came over plain HTTP from another machine has no clipboard.
  if (!target.dataset.code || !navigator.clipboard) return;
  await navigator.clipboard.writeText(target.dataset.code);
  target.textContent = `Copied ${target.dataset.code}`;
});

search.addEventListener("input", () => {
  history.replaceState(null, "", address());
  refresh({ byHand: true });
});

search.form.addEventListener("submit", (event) => event.preventDefault());

setInterval(() => document.hidden || refresh(), EVERY);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
