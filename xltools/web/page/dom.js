// Elements from names, attributes and children. Texts of files only ever become text, never markup.

/**
 * @typedef {Node | string | null | undefined | false} Child
 */

/**
 * Return a new element. Attributes that begin with "on" are listeners; those that are false or null are left out.
 * @param {string} name
 * @param {Record<string, any>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, String(value));
  }
  for (const child of children.flat()) if (child) made.append(child);
  return made;
}

/**
 * Return the element of the page with this id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/**
 * Let the browser save bytes under a name.
 * @param {Blob} blob
 * @param {string} name
 */
export function saveAs(blob, name) {
  const link = /** @type {HTMLAnchorElement} */ (element("a", { href: URL.createObjectURL(blob), download: name }));
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

export const SEVERITIES = /** @type {const} */ (["error", "warning", "note"]);
/** @type {Record<string, string>} */
export const WORDS = { error: "错误", warning: "警告", note: "提示" };
/** @type {Record<string, string>} */
export const SIGNS = { error: "✕", warning: "！", note: "？" };

/**
 * Return the counts of findings as chips; a word where there are none.
 * @param {Record<string, number>} counts
 * @returns {HTMLElement}
 */
export function chips(counts) {
  const shown = SEVERITIES.filter((severity) => counts[severity]);
  if (!shown.length) return element("span", { class: "good" }, "没有发现问题");
  return element("span", {}, shown.map((severity) =>
    element("span", { class: `chip ${severity}` }, `${SIGNS[severity]} ${WORDS[severity]} ${counts[severity]}`)));
}
