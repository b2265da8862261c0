// Keeps the list fresh while somebody looks at it; the page works without.
const shown = () => document.body.dataset.received;

async function refresh() {
  if (document.hidden) return;
  const { received } = await (await fetch("/api/count")).json();
  if (String(received) === shown()) return;
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  document.querySelector("nav").replaceWith(page.querySelector("nav"));
  document.querySelector("header p").replaceWith(page.querySelector("header p"));
  document.body.dataset.received = page.body.dataset.received;
}

setInterval(() => refresh().catch(() => {}), 2000);
