/**
 * What the page remembers of the results in this browser tab: values, who is signed in, links, steps done.
 * It lives in sessionStorage, so that it ends with the tab and is never shared between tabs.
 */

import { expiry, pick, readComments, succeeded, unknownMessage } from "./rules.js";

const KEY = "fashionistar:tour";
const EMPTY = { values: {}, session: null, link: null, done: [], uuids: {} };

/** The store of one page. `subscribe` and `get` are what React's useSyncExternalStore wants. */
export class Memory {
  #state;
  #listeners = new Set();

  constructor(steps, storage = globalThis.sessionStorage) {
    this.steps = steps;
    this.storage = storage;
    this.#state = { ...EMPTY, ...JSON.parse(storage.getItem(KEY) ?? "{}") };
  }

  get = () => this.#state;

  subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #change(change) {
    this.#state = { ...this.#state, ...change };
    this.storage.setItem(KEY, JSON.stringify(this.#state));
    for (const listener of this.#listeners) listener();
  }

  /** What `{{name}}` stands for in the variables of an operation that is about to be sent. */
  lookup(name, operationName) {
    if (name === "newKey") return crypto.randomUUID();
    if (name === "uuid") return this.#uuidOf(operationName ?? "");
    if (name in this.#state.values) return this.#state.values[name];
    throw new Error(unknownMessage(name, this.steps));
  }

  #uuidOf(operationName) {
    const known = this.#state.uuids[operationName];
    if (known) return known;
    const fresh = crypto.randomUUID();
    this.#change({ uuids: { ...this.#state.uuids, [operationName]: fresh } });
    return fresh;
  }

  /** The Authorization header of who is signed in, unless the token has run out. */
  authorization() {
    const { session } = this.#state;
    if (!session) return null;
    if (expiry(session.token) > Date.now()) return `Bearer ${session.token}`;
    this.signOut();
    return null;
  }

  /** Learn from a result: by the rules of the tour, and by those in the document that was sent. */
  learn(query, operationName, result) {
    const rules = [...this.steps, readComments(query)];
    const values = { ...this.#state.values };
    let { session, link, done } = this.#state;
    for (const rule of rules) {
      for (const { name, path } of rule.remember) {
        const found = pick(result, path);
        if (found !== undefined) values[name] = found;
      }
      for (const { token, who } of rule.authorize) {
        const found = pick(result, token);
        if (typeof found === "string") session = { token: found, who: pick(result, who ?? "") ?? "you" };
      }
      for (const { label, path } of rule.links) {
        const url = pick(result, path);
        if (typeof url === "string" && /^https?:\/\//.test(url)) link = { label, url };
      }
    }
    const known = this.steps.some((step) => step.name === operationName);
    if (known && succeeded(result)) done = [...new Set([...done, operationName])];
    this.#change({ values, session, link, done });
  }

  signOut = () => this.#change({ session: null });

  dropLink = () => this.#change({ link: null });

  startOver = () => this.#change(EMPTY);
}
