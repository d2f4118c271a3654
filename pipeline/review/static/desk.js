// What the keyboard adds. Every page works without it.
(() => {
  "use strict";
  const find = (what, within = document) => within.querySelector(what);
  document.documentElement.classList.add("script");

  // Single keys can be turned off, for those who speak to their computer.
  const wish = find("#keys-on");
  const stored = () => { try { return localStorage.getItem("eoi-keys"); } catch { return null; } };
  if (wish) {
    wish.checked = stored() !== "off";
    wish.addEventListener("change", () => {
      try { localStorage.setItem("eoi-keys", wish.checked ? "on" : "off"); } catch { /* remembered for this page only */ }
    });
  }

  const message = find(".message, .notice[role=alert]");
  if (message) message.focus({ preventScroll: true });
  // On a narrow screen the filters would hide the list.
  const filters = find(".filters");
  if (filters && matchMedia("(max-width:62rem)").matches) filters.open = false;

  // Mixed or either is asked only where there is more than one year.
  for (const row of document.querySelectorAll(".row")) {
    const together = find(".together", row);
    const look = () => { together.hidden = row.querySelectorAll("input[type=checkbox]:checked").length < 2; };
    if (together) { look(); row.addEventListener("change", look); }
  }

  // A decision is sent once, however often the button is pressed.
  let sending = false;
  addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (sending) event.preventDefault();
    if (!event.target.action.endsWith("/open")) sending = true;
  });
  addEventListener("pageshow", () => { sending = false; });

  const question = () => {
    const here = document.activeElement && document.activeElement.closest("[data-question]");
    return here || [...document.querySelectorAll("[data-question]")].find((each) => find("[data-key]", each)) || document;
  };
  const press = (what) => { if (what) what.click(); return Boolean(what); };
  const actions = {
    u: () => press(find("[data-undo]")),
    n: () => press(find("a[data-next]")),
    "/": () => { const box = [find("#search"), find("#find")].find((each) => each && each.offsetParent); if (box) { box.focus(); box.select(); } return Boolean(box); },
    "?": () => { const keys = find("#keys"); keys.open = !keys.open; if (keys.open) { keys.scrollIntoView(); find("summary", keys).focus(); } return true; },
    Enter: () => press(find("[data-key='1']", question())),
  };

  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (wish && !wish.checked) return;
    const at = document.activeElement;
    if (at && at.matches("input:not([type=checkbox],[type=radio]), select, textarea")) {
      if (event.key === "Escape") at.blur();
      return;
    }
    // Enter belongs to a link or button that has the focus.
    if (event.key === "Enter" && at && at.matches("a, button, summary, input")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const done = /^[1-9]$/.test(key) ? press(find(`[data-key="${key}"]`, question())) : Boolean(actions[key]) && actions[key]();
    if (done) event.preventDefault();
  });

  // The picture of a form that is still being drawn takes its place as soon as it is there.
  const waitForPicture = async (tries) => {
    const place = find("#picture[data-coming]");
    if (!place || tries === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok) return;
    const fresh = find("#picture", new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (fresh && !fresh.hasAttribute("data-coming")) place.replaceWith(document.adoptNode(fresh));
    else waitForPicture(tries - 1);
  };
  waitForPicture(80);
})();
