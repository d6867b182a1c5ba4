/**
 * What the comments of an operation say, and what to do with them. Pure functions: no DOM, no storage.
 *
 *   # Title: Make a cart                                           shown in the tour
 *   # Remember: cartId = data.cartCreate.cart.id                   later "{{cartId}}" in variables stands for it
 *   # Authorize: data.tokenCreate.accessToken as data.tokenCreate.user.email
 *   # Link: Pay now = data.checkoutComplete.payment.authorizationUrl
 *
 * Every other comment line before the operation is its explanation. In a path, `[]` is the first element of the
 * list for which the rest of the path has a value, `[a.b,c]` the first of those with something at `a.b` and `c`,
 * and `[2]` is the third element.
 */

const DIRECTIVE = /^(Title|Remember|Authorize|Link):\s*(.+)$/;
const OPERATION = /^\s*(?:query|mutation|subscription)\s+(\w+)/m;
const HOLE = /\{\{\s*(\w+)\s*\}\}/g;

/** The rules and the words in the comments at the head of a document. */
export function readComments(query) {
  const found = { title: "", text: [], remember: [], authorize: [], links: [] };
  for (const line of query.split("\n")) {
    if (!line.startsWith("#")) {
      if (line.trim()) break;
      continue;
    }
    const words = line.slice(1).trim();
    const match = DIRECTIVE.exec(words);
    if (match) addRule(found, match[1], match[2].trim());
    else if (words) found.text.push(words);
  }
  return { ...found, text: found.text.join(" ") };
}

function addRule(found, kind, words) {
  const [left, right] = words.split(kind === "Authorize" ? /\s+as\s+/ : /\s*=\s*/, 2);
  if (kind === "Title") found.title = words;
  else if (kind === "Remember") found.remember.push({ name: left, path: right });
  else if (kind === "Authorize") found.authorize.push({ token: left, who: right });
  else found.links.push({ label: left, path: right });
}

/** A step of the tour: the operation as it came with the page, and what its comments say. */
export function readStep(operation, index) {
  const name = OPERATION.exec(operation.query)?.[1] ?? operation.name;
  const comments = readComments(operation.query);
  return { ...operation, ...comments, name, number: index + 1, title: comments.title || name };
}

/** The value at a path such as `data.products.nodes[].id`, or undefined. */
export function pick(value, path) {
  return walk(value, path.match(/\w+|\[[^\]]*\]/g) ?? []);
}

function walk(value, segments) {
  if (value === null || value === undefined) return undefined;
  if (segments.length === 0) return value;
  const [segment, ...rest] = segments;
  if (!segment.startsWith("[")) return walk(value[segment], rest);
  if (!Array.isArray(value)) return undefined;
  const inside = segment.slice(1, -1);
  return /^\d+$/.test(inside) ? walk(value[inside], rest) : firstOf(value, inside, rest);
}

function firstOf(items, conditions, rest) {
  const wanted = conditions.split(",").map((path) => path.trim()).filter(Boolean);
  for (const item of items) {
    const found = wanted.every((path) => pick(item, path)) ? walk(item, rest) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The sentence that says which step gives a value. */
export function unknownMessage(name, steps) {
  const giver = steps.find((step) => step.remember.some((rule) => rule.name === name));
  if (!giver) return `No step of the tour gives “{{${name}}}”. Write the value itself into the variables.`;
  return `“{{${name}}}” is not known yet. Run step ${giver.number}, “${giver.title}”, first: its result gives it.`;
}

/** A copy of a JSON value with every `{{name}}` replaced by what `lookup(name)` says. */
export function fill(value, lookup) {
  if (Array.isArray(value)) return value.map((item) => fill(item, lookup));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, lookup)]));
  }
  if (typeof value !== "string") return value;
  const whole = /^\{\{\s*(\w+)\s*\}\}$/.exec(value);
  return whole ? lookup(whole[1]) : value.replace(HOLE, (_, name) => String(lookup(name)));
}

/** True if the result has neither errors nor user errors. */
export function succeeded(result) {
  if (!result || result.errors?.length || !result.data) return false;
  return Object.values(result.data).every((payload) => !payload?.userErrors?.length);
}

/** When a JSON Web Token runs out, in milliseconds; Infinity for a token that does not say. */
export function expiry(token) {
  try {
    const body = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const { exp } = JSON.parse(atob(body));
    return typeof exp === "number" ? exp * 1000 : Infinity;
  } catch {
    return Infinity;
  }
}
