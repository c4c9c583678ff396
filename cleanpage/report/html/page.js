"use strict";
{
  const main = document.querySelector("main");
  const tools = document.getElementById("tools");
  const overview = document.getElementById("overview");
  const why = document.getElementById("why");
  const articles = [...document.querySelectorAll("article")];
  const picks = [...document.querySelectorAll("input[name=code]")];
  const [least, most] = ["least", "most"].map((id) => document.getElementById(id));
  const blank = new Set(document.body.dataset.blank + "\r");
  const longestLine = Number(document.body.dataset.longestLine);
  // Between a cut and the card that tells why, in pixels; the card's style bridges it.
  const GAP = 10;
  let shown = null;
  let unsaved = false;

  const say = (id, text) => { document.getElementById(id).textContent = text; };
  const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const isPressed = (cut) => cut.getAttribute("aria-pressed") === "true";

  // ---- The exact text of a line, or what stays of it.

  function exactText(node, only = () => true) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (!only(node)) return "";
    const { codePoint } = node.dataset;
    // A half surrogate is no code point of its own to TextEncoder, but it is a character of the page.
    if (codePoint !== undefined) return String.fromCharCode(Number(codePoint));
    return [...node.childNodes].map((child) => exactText(child, only)).join("");
  }

  const linesOf = (article, which = "") => article.querySelectorAll(`div.line${which}`);
  const ownText = (line) => line.querySelector(".t");
  const wholeOf = (line) => exactText(ownText(line));

  function staysOf(line) {
    if (line.classList.contains("missed")) return "";
    return exactText(ownText(line), (node) => node.nodeName !== "DEL" || node.querySelector("[aria-pressed=true]") !== null);
  }

  function trimmed(text) {
    let start = 0;
    let end = text.length;
    while (start < end && blank.has(text[start])) start += 1;
    while (end > start && blank.has(text[end - 1])) end -= 1;
    return text.slice(start, end);
  }

  function refresh(line) {
    const rest = staysOf(line);
    const empty = wholeOf(line) === "";
    line.classList.toggle("goes", empty ? line.classList.contains("goes") : rest === "");
    const after = line.querySelector(".after");
    if (after) after.textContent = rest;
  }

  // ---- Which page is shown, and how.

  function prepare(article) {
    if (article.dataset.ready !== undefined) return;
    article.dataset.ready = "";
    let first = true;
    for (const line of linesOf(article)) {
      if (trimmed(staysOf(line)) === "") continue;
      const number = line.firstElementChild;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "n";
      button.textContent = number.textContent;
      button.setAttribute("aria-pressed", "false");
      button.setAttribute("aria-label", `line ${number.textContent} should go`);
      button.tabIndex = first ? 0 : -1;
      first = false;
      number.replaceWith(button);
    }
  }

  function putBeside(article) {
    for (const line of linesOf(article, ":not(:has(> .after))")) {
      const after = document.createElement("div");
      after.className = "after";
      after.dir = "auto";
      after.textContent = staysOf(line);
      line.append(after);
    }
  }

  function view() {
    main.dataset.view = document.querySelector("input[name=view]:checked").value;
    if (main.dataset.view === "beside" && shown) putBeside(shown);
    hideWhy();
  }

  function route() {
    const wanted = articles.find((article) => `#${article.id}` === location.hash);
    shown = wanted ?? (overview ? null : articles[0] ?? null);
    if (overview) overview.hidden = shown !== null;
    for (const article of articles) article.hidden = article !== shown;
    tools.hidden = shown === null;
    if (shown) {
      prepare(shown);
      filter();
      document.getElementById("save-gold").disabled = shown.dataset.whole === undefined;
    }
    view();
  }

  // ---- Filters.

  function filter() {
    const codes = new Set(picks.filter((pick) => pick.checked).map((pick) => pick.value));
    const [from, to] = [Number(least.value), Number(most.value)];
    least.nextElementSibling.value = from.toFixed(2);
    most.nextElementSibling.value = to.toFixed(2);
    const cuts = [...shown.querySelectorAll(".cut")];
    const counts = new Map();
    let on = 0;
    for (const cut of cuts) {
      const { code, confidence } = cut.dataset;
      const fits = codes.has(code) && from <= Number(confidence) && Number(confidence) <= to;
      cut.classList.toggle("off", !fits);
      cut.tabIndex = fits ? 0 : -1;
      on += fits;
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    for (const pick of picks) {
      const row = pick.closest("label");
      row.hidden = !counts.has(pick.value);
      row.querySelector("output").value = counts.get(pick.value) ?? 0;
    }
    for (const family of document.querySelectorAll(".family")) family.hidden = !family.querySelector("label:not([hidden])");
    say("filtered", `${on.toLocaleString("en")} of ${count(cuts.length, "piece")} match`);
  }

  // ---- Why: on hover and on focus.

  function showWhy(cut) {
    why.replaceChildren(...[...document.getElementById(cut.getAttribute("aria-describedby")).cloneNode(true).childNodes]);
    const hint = document.createElement("small");
    hint.textContent = isPressed(cut) ? "Marked as wrong. Click or Enter takes the mark away." : "Click or Enter marks it as wrong: it should stay.";
    why.append(hint);
    why.hidden = false;
    const [left, top] = placeBeside(cut) ?? placeBelow(cut);
    why.style.left = `${left + scrollX}px`;
    why.style.top = `${top + scrollY}px`;
  }

  // Beside a short cut the card hides fewest of the lines that are read next.
  function placeBeside(cut) {
    const boxes = cut.getClientRects();
    if (boxes.length !== 1) return null;
    const area = cut.closest(main.dataset.view === "beside" ? ".t" : ".text").getBoundingClientRect();
    const room = why.offsetWidth + GAP;
    const top = Math.min(boxes[0].top, innerHeight - why.offsetHeight - GAP);
    if (area.right - boxes[0].right > room) return [boxes[0].right + GAP, top];
    if (boxes[0].left - cut.closest(".t").getBoundingClientRect().left > room) return [boxes[0].left - room, top];
    return null;
  }

  function placeBelow(cut) {
    const [first] = cut.getClientRects();
    const below = cut.getBoundingClientRect().bottom + GAP;
    const above = first.top - GAP - why.offsetHeight;
    const furthest = document.documentElement.clientWidth - why.offsetWidth - GAP;
    return [Math.max(Math.min(first.left, furthest), GAP), below + why.offsetHeight > innerHeight && above > 0 ? above : below];
  }

  function hideWhy() {
    why.hidden = true;
  }

  const cutAt = (event) => event.target.closest?.(".cut:not(.off)") ?? null;
  const isAbout = (target) => target?.closest?.(".cut:not(.off), #why") ?? null;
  const show = (event) => { const cut = cutAt(event); if (cut) showWhy(cut); };
  document.addEventListener("mouseover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("mouseout", (event) => { if (isAbout(event.target) && !isAbout(event.relatedTarget)) hideWhy(); });
  document.addEventListener("focusout", hideWhy);

  // ---- Marks.

  function mark(control, line) {
    control.setAttribute("aria-pressed", String(!isPressed(control)));
    if (control.classList.contains("n")) line.classList.toggle("missed", isPressed(control));
    refresh(line);
    unsaved = true;
    const wrong = document.querySelectorAll(".cut[aria-pressed=true]").length;
    const missed = document.querySelectorAll(".missed").length;
    say("marked", wrong + missed ? `${count(wrong, "cut")} marked as wrong, ${count(missed, "line")} as missed.` : "No marks.");
    document.getElementById("save-keep").disabled = wrong === 0;
    document.getElementById("save-rules").disabled = missed === 0;
  }

  function moveFocus(line, step) {
    const next = step > 0 ? "nextElementSibling" : "previousElementSibling";
    for (let other = line[next]; other; other = other[next]) {
      const target = other.querySelector("button.n, .cut:not(.off)");
      if (target?.checkVisibility()) return target.focus();
    }
    return undefined;
  }

  main.addEventListener("click", (event) => {
    const control = cutAt(event) ?? event.target.closest("button.n");
    if (!control) return;
    mark(control, control.closest(".line"));
    if (control.classList.contains("cut")) showWhy(control);
  });
  main.addEventListener("keydown", (event) => {
    const line = event.target.closest(".line");
    if (!line) return;
    if ((event.key === "Enter" || event.key === " ") && cutAt(event)) {
      mark(event.target, line);
      showWhy(event.target);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      moveFocus(line, event.key === "ArrowDown" ? 1 : -1);
    } else {
      return;
    }
    event.preventDefault();
  });
  // The numbers of a page's lines are one stop of the Tab key: the one that had it last.
  main.addEventListener("focusin", (event) => {
    if (!event.target.matches("button.n")) return;
    for (const button of shown.querySelectorAll("button.n[tabindex='0']")) button.tabIndex = -1;
    event.target.tabIndex = 0;
  });

  // ---- Files.

  function save(name, text, use) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    unsaved = false;
    say("saved", `Saved ${name}: ${use}.`);
  }

  function gold(article) {
    const parts = [];
    for (const line of linesOf(article)) {
      if (!line.classList.contains("goes")) parts.push(staysOf(line), line.dataset.cr === undefined ? "\n" : "\r\n");
    }
    return (article.dataset.bom === undefined ? "" : "\ufeff") + parts.slice(0, -1).join("");
  }

  const linesWith = (selector) => [...document.querySelectorAll(selector)].map((found) => found.closest(".line"));
  const distinct = (texts) => [...new Set(texts)].filter((text) => text !== "");

  function keepList() {
    return distinct(linesWith(".cut[aria-pressed=true]").map((line) => trimmed(wholeOf(line))));
  }

  // JSON's strings are TOML's but for a delete character.
  const quoted = (text) => JSON.stringify(text).replaceAll("\x7f", "\\u007f");
  const listed = (texts) => `[\n${texts.map((text) => `  ${quoted(text)},\n`).join("")}]`;

  // What no cut takes of the missed lines.
  const notCut = (node) => node.nodeName !== "DEL";
  const missedTexts = () => distinct(linesWith(".missed").map((line) => trimmed(exactText(ownText(line), notCut))));

  function ruleDraft(code, lines) {
    const phrases = distinct(lines.map((line) => line.replace(/[\u00a0\u202f]/g, " ").replaceAll("’", "'")));
    return `# A draft, from lines that were marked as missed in a report. Name it, widen its pattern, and look what it takes:
#     cleanpage --rules missed.toml --explain FILE

[[rule]]
code = "${code}"
name = "marked-as-missed"
where = "line"
phrases = ${listed(phrases)}
pattern = "{marks}{phrases}{marks}"
reason = "a line that was marked as missed"
confidence = 0.9
removes = ${listed(lines)}
keeps = []
`;
  }

  document.getElementById("save-gold").addEventListener("click", () => {
    save(shown.dataset.gold, gold(shown), "the page as it should be");
  });
  document.getElementById("save-keep").addEventListener("click", () => {
    const lines = keepList();
    save("keep.txt", lines.map((line) => `${line}\n`).join(""), count(lines.length, "line"));
  });
  document.getElementById("save-rules").addEventListener("click", () => {
    const code = document.getElementById("rule-code");
    if (!code.reportValidity()) return undefined;
    const texts = missedTexts();
    // What is too long for a rule of whole lines, or no text at all, is left out.
    const lines = texts.filter((text) => [...text].length <= longestLine && text.isWellFormed());
    const left = texts.length - lines.length;
    const without = left > 0 ? `${count(left, "line")} left out, too long or no text: no rule of whole lines takes that` : "";
    if (lines.length === 0) return say("saved", `Nothing saved: ${without}.`);
    return save("missed.toml", ruleDraft(code.value, lines), [count(lines.length, "line"), without].filter(Boolean).join("; "));
  });

  // ---- The rest.

  for (const control of [least, most]) control.addEventListener("input", filter);
  for (const pick of picks) pick.addEventListener("change", filter);
  for (const [id, checked] of [["all-codes", true], ["no-codes", false]]) {
    document.getElementById(id).addEventListener("click", () => {
      for (const pick of picks) pick.checked = checked;
      filter();
    });
  }
  for (const radio of document.querySelectorAll("input[name=view]")) radio.addEventListener("change", view);
  document.querySelector(".skip").addEventListener("click", (event) => {
    const text = (shown ?? overview).querySelector(".text, h2");
    text.tabIndex = -1;
    text.focus();
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideWhy(); });
  addEventListener("hashchange", () => {
    route();
    (shown ?? overview)?.querySelector("h2").focus();
    scrollTo(0, 0);
  });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  if (innerWidth < 992) for (const details of document.querySelectorAll("details")) details.open = false;
  route();
}
