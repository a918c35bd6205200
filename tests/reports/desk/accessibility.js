// What of a page a person who sees little, or uses no mouse, could not use: a list of sentences, empty where there is nothing.
() => {
  "use strict";
  const LEAST_CONTRAST = 4.5;
  const said = [];
  const all = selector => [...document.querySelectorAll(selector)];
  const seen = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest(".hidden, .skip");
  const short = element => element.outerHTML.slice(0, 160);
  const blame = (why, elements) => elements.forEach(element => said.push(why + ": " + short(element)));

  // Names.
  const words = element => [
    element.getAttribute("aria-label") || "",
    ...(element.getAttribute("aria-labelledby") || "").split(" ").map(id => (document.getElementById(id) || {}).textContent || ""),
    ...[...(element.labels || [])].map(label => label.textContent),
  ].join("").trim();
  blame("no label", all("input:not([type=hidden]), select, textarea").filter(element => seen(element) && !words(element)));
  blame("no name", all("button, a[href], summary, [role=img], progress:not([hidden])").filter(element => !words(element) && !element.textContent.trim()));
  blame("no alt", all("img:not([alt])"));
  blame("a picture without a role", all("svg:not([role]):not([aria-hidden])"));

  // Structure.
  const root = document.documentElement;
  if (!root.lang) { said.push("no language"); }
  if (!document.title.trim()) { said.push("no title"); }
  for (const [tag, count] of [["main", 1], ["h1", 1], ["body > header", 1], ["body > footer", 1]]) {
    if (all(tag).length !== count) { said.push(all(tag).length + " of " + tag); }
  }
  const navigations = all("nav");
  if (navigations.length > 1) { blame("one of several navigations without a name", navigations.filter(element => !words(element))); }
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6").filter(seen)) {
    const now = Number(heading.tagName[1]);
    if (now > level + 1) { said.push("h" + level + " is followed by " + short(heading)); }
    level = now;
  }
  blame("a column or row without scope", all("th:not([scope])"));
  blame("an empty heading of a column", all("th").filter(element => !element.textContent.trim() && !words(element)));
  blame("a table without headings", all("table").filter(table => !table.querySelector("th")));
  blame("a choice without a question", all("input[type=radio]").filter(element => !element.closest("fieldset, [role=radiogroup]")));
  const ids = all("[id]").map(element => element.id);
  ids.filter((id, index) => ids.indexOf(id) !== index).forEach(id => said.push("id twice: " + id));
  for (const attribute of ["aria-labelledby", "aria-describedby", "for"]) {
    blame(attribute + " leads nowhere", all("[" + attribute + "]").filter(
      element => element.getAttribute(attribute).split(" ").some(id => !document.getElementById(id))));
  }

  // Colours.
  const channels = colour => {
    const [r, g, b, a = 1] = colour.match(/[0-9.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, below) => top.slice(0, 3).map((channel, index) => channel * top[3] + below[index] * (1 - top[3]));
  const ground = element => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      if (colour[3] > 0) { layers.push(colour); }
      if (colour[3] === 1) { break; }
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const luminance = colour => {
    const [r, g, b] = colour.map(channel => channel / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const done = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || done.has(element) || !seen(element) || element.closest(":disabled, option, noscript, script")) { continue; }
    done.add(element);
    const style = getComputedStyle(element), behind = ground(element);
    const ink = over(channels(element instanceof SVGElement ? style.fill : style.color), behind);
    const [light, dark] = [luminance(ink), luminance(behind)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < LEAST_CONTRAST) { said.push("contrast " + contrast.toFixed(2) + ": " + short(element)); }
  }

  // The keyboard. A Tab was pressed before: what is focused from here on is focused as by the keyboard.
  blame("an order of its own", all("[tabindex]").filter(element => element.tabIndex > 0));
  const focusable = all("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']").filter(element => seen(element) && !element.disabled);
  for (const element of focusable) {
    element.focus({ preventScroll: true });
    const style = getComputedStyle(element);
    if (document.activeElement !== element) { said.push("cannot be focused: " + short(element)); }
    else if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) { said.push("focus not seen: " + short(element)); }
  }
  return [...new Set(said)];
}
