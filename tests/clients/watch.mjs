// Watches a cart on a network that fails: the connection is cut at random, and the stream goes on from the last cursor.
// Usage: node watch.mjs SEED ws|sse URL CART LAST. Says "watching" once it has a cursor to go on from, and is left alone
// until then; in the end it prints the sequences of the facts that it was told of, as JSON.
import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import WebSocket from "ws";

const [seed, transport, url, cart, last] = process.argv.slice(2);
const query = `subscription($id: ID!, $after: String) {
  cartUpdated(cartId: $id, after: $after) { cursor event { id type sequence } cart { lines { quantity } } }
}`;

const random = (() => {
  let state = Number(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
})();

/** A connection and how to cut it without a word. */
function connect() {
  if (transport === "ws") {
    const client = createWs({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, retryAttempts: 0 });
    return [client, () => client.terminate()];
  }
  const gone = new AbortController();
  const fetchFn = (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.any([init.signal, gone.signal]) });
  return [createSse({ url, fetchFn, retryAttempts: 0 }), () => gone.abort()];
}

const seen = [];
let cursor = null;
let cuts = 0;
let done = false;

async function follow() {
  const [client, cut] = connect();
  const failing = () => setTimeout(() => { cuts += 1; cut(); }, 100 + random() * 900);
  let timer = cursor && failing();
  try {
    for await (const result of client.iterate({ query, variables: { id: cart, after: cursor } })) {
      if (result.errors) throw new Error(JSON.stringify(result.errors));
      const told = result.data.cartUpdated;
      if (!cursor) {
        timer = failing();
        console.log("watching");
      }
      cursor = told.cursor;
      if (told.event) seen.push(told.event.sequence);
      if (told.event?.sequence >= Number(last)) { done = true; return; }
    }
  } catch {
    await new Promise((resolve) => setTimeout(resolve, random() * 200));
  } finally {
    clearTimeout(timer);
    client.dispose?.();
  }
}

const deadline = Date.now() + 90_000;
while (!done && Date.now() < deadline) await follow();
console.log(JSON.stringify({ seen, cuts }));
process.exit(done ? 0 : 1);
