import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "../src/memory.js";
import { expiry, fill, pick, readComments, readStep, succeeded } from "../src/rules.js";

const CART = `# Title: Make a cart
# One currency
# for each cart.
# Remember: cartId = data.cartCreate.cart.id
mutation CartCreate { cartCreate { cart { id } } }
# Remember: late = data.late`;
const SIGN_IN = `# Authorize: data.tokenCreate.accessToken as data.tokenCreate.user.email
mutation SignIn { tokenCreate { accessToken } }`;
const CHECKOUT = `# Link: Pay now = data.checkoutComplete.payment.authorizationUrl
mutation Checkout { checkoutComplete { order { id } } }`;

function memory() {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const steps = [CART, SIGN_IN, CHECKOUT].map((query, index) => readStep({ name: `0${index}`, query }, index));
  return { storage, steps, page: new Memory(steps, storage) };
}

const token = (exp) => `h.${btoa(JSON.stringify({ exp }))}.s`;

test("comments at the head of a document are rules and words, later ones are neither", () => {
  assert.deepEqual(readComments(CART), {
    title: "Make a cart",
    text: "One currency for each cart.",
    remember: [{ name: "cartId", path: "data.cartCreate.cart.id" }],
    authorize: [],
    links: [],
  });
});

test("[] takes the first element that has the rest of the path", () => {
  const result = { data: { nodes: [{ variants: [] }, { variants: [{ id: "b" }, { id: "c" }] }] } };
  assert.equal(pick(result, "data.nodes[].variants[].id"), "b");
  assert.equal(pick(result, "data.nodes[1].variants[1].id"), "c");
  assert.equal(pick(result, "data.absent.id"), undefined);
});

test("a condition in brackets passes over elements that lack something", () => {
  const nodes = [
    { id: "sold out", stock: { available: 0 }, price: {} },
    { id: "unpriced", stock: { available: 3 }, price: null },
    { id: "this", stock: { available: 3 }, price: {} },
  ];
  assert.equal(pick({ nodes }, "nodes[stock.available,price].id"), "this");
  assert.equal(pick({ nodes }, "nodes[stock.available].id"), "unpriced");
  assert.equal(pick({ nodes }, "nodes[stock.absent].id"), undefined);
});

test("a hole keeps the type of its value, and text around it makes it text", () => {
  const lookup = (name) => ({ id: "x", count: 2 })[name];
  const filled = fill({ a: ["{{id}}", { b: "{{ count }}" }], c: "n={{count}}", d: 1, e: null }, lookup);
  assert.deepEqual(filled, { a: ["x", { b: 2 }], c: "n=2", d: 1, e: null });
});

test("an unknown value names the step that gives it", () => {
  const { page } = memory();
  assert.throws(() => page.lookup("cartId", "X"), { message: /Run step 1, “Make a cart”, first/ });
  assert.throws(() => page.lookup("shoeSize", "X"), { message: /No step of the tour gives “{{shoeSize}}”/ });
});

test("results are remembered, in the storage of the tab too", () => {
  const { page, steps, storage } = memory();
  page.learn(CART, "CartCreate", { data: { cartCreate: { cart: { id: "Q2FydDox" }, userErrors: [] } } });
  assert.equal(page.lookup("cartId", "X"), "Q2FydDox");
  assert.deepEqual(page.get().done, ["CartCreate"]);
  assert.equal(new Memory(steps, storage).lookup("cartId", "X"), "Q2FydDox");
  page.startOver();
  assert.throws(() => page.lookup("cartId", "X"));
});

test("a step with user errors is not done", () => {
  assert.equal(succeeded({ data: { a: { userErrors: [{ code: "X" }] } } }), false);
  assert.equal(succeeded({ data: { a: { userErrors: [] } } }), true);
  assert.equal(succeeded({ data: { a: {} }, errors: [{ message: "no" }] }), false);
});

test("{{uuid}} stays for an operation, {{newKey}} never does", () => {
  const { page } = memory();
  assert.equal(page.lookup("uuid", "A"), page.lookup("uuid", "A"));
  assert.notEqual(page.lookup("uuid", "A"), page.lookup("uuid", "B"));
  assert.notEqual(page.lookup("newKey", "A"), page.lookup("newKey", "A"));
});

test("a token is sent until it runs out", () => {
  const { page } = memory();
  const answer = (exp) => ({ data: { tokenCreate: { accessToken: token(exp), user: { email: "dami@example.org" } } } });
  const soon = Math.floor(Date.now() / 1000) + 60;
  page.learn(SIGN_IN, "SignIn", answer(soon));
  assert.equal(page.authorization(), `Bearer ${token(soon)}`);
  assert.equal(page.get().session.who, "dami@example.org");
  page.learn(SIGN_IN, "SignIn", answer(soon - 120));
  assert.equal(page.authorization(), null);
  assert.equal(page.get().session, null);
  assert.equal(expiry("opaque"), Infinity);
});

test("only an http address becomes a link", () => {
  const { page } = memory();
  const answer = (authorizationUrl) => ({ data: { checkoutComplete: { payment: { authorizationUrl } } } });
  page.learn(CHECKOUT, "Checkout", answer("javascript:alert(1)"));
  assert.equal(page.get().link, null);
  page.learn(CHECKOUT, "Checkout", answer("https://checkout.example/1"));
  assert.deepEqual(page.get().link, { label: "Pay now", url: "https://checkout.example/1" });
});
