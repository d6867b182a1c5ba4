// Talks in a conversation on a network that fails, as an app would with npm's `graphql-ws`: connections are cut at
// random, also in the middle of a send; what was not answered is sent again, and the stream goes on from its cursor.
// Usage: node talk.mjs SEED CONVERSATION TOKEN NAME SECONDS URL…
// Says «follows» once it hears, waits for a line, sends for so many seconds, says «silent», waits for a line with the
// number of the last message, and says as JSON what it was told until that came.
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [seed, conversation, token, name, seconds, ...urls] = process.argv.slice(2);
const WATCH = `subscription($id: ID!, $after: String) {
  messageReceived(conversationId: $id, after: $after) {
    cursor event { type } message { sequence clientId body }
  }
}`;
const SEND = `mutation($input: MessageSendInput!) {
  messageSend(input: $input) { message { sequence } userErrors { code retryAfter } }
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
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class Fault extends Error {}
/** A socket whose failure, also while it connects, is told by its closing. */
class Socket extends WebSocket {
  constructor(...given) { super(...given); this.on("error", () => {}); }
}
const GONE = "the connection is gone";

const outbox = []; // what has not been answered yet, each under the name that it keeps
const told = []; // as it came: nothing put in order, nothing left out
const counts = { written: 0, sends: 0, cuts: 0, cutsInASend: 0, limited: 0 };
let cursor = null;
let connections = 0;
let begun = false;
let end = Infinity;
let last = Infinity;

const isDone = () => outbox.length === 0 && (last === 0 || told.at(-1)?.[1] >= last);
const failsNow = () => begun && Date.now() < end;

// `graphql-ws` leaves the closing of a connection unhandled when it is cut while a second operation waits for it.
process.on("unhandledRejection", (reason) => { if (!("code" in reason && "wasClean" in reason)) throw reason; });

createInterface({ input: process.stdin }).on("line", (line) => {
  if (begun) { last = Number(line); return; }
  begun = true;
  end = Date.now() + Number(seconds) * 1000;
});

/** What has errors counts for nothing; what only took too long is tried again on another connection. */
const faultOf = (errors) =>
  errors.every(({ extensions }) => extensions.code === "TIMEOUT") ? new Error(GONE) : new Fault(JSON.stringify(errors));

/** The one answer of an operation. */
async function ask(client, query, variables) {
  for await (const { data, errors } of client.iterate({ query, variables })) {
    if (errors) throw faultOf(errors);
    return data;
  }
  throw new Error(GONE);
}

/** Send the first of what waits; it leaves the outbox once it is answered. */
async function sendFirst(client, cut) {
  counts.sends += 1;
  const [first] = outbox;
  const answer = ask(client, SEND, { input: { conversationId: conversation, ...first } });
  if (cut) {
    answer.catch(() => {});
    await sleep(random() * 20);
    counts.cutsInASend += 1;
    cut();
  }
  const { userErrors } = (await answer).messageSend;
  const limited = userErrors.find((each) => each.code === "RATE_LIMITED");
  if (limited) { counts.limited += 1; return sleep(limited.retryAfter * 1000); }
  if (userErrors.length > 0) throw new Fault(JSON.stringify(userErrors));
  if (outbox[0] === first) outbox.shift();
}

/** Write a message now and then until it is time to be silent, and send what waits, while there is a connection. */
async function talk(client, isGone, cutInASend) {
  await new Promise((resolve) => client.on("connected", resolve));
  while (!isDone() && !isGone()) {
    if (failsNow() && outbox.length === 0) {
      await sleep(100 + random() * 600);
      if (isGone()) return;
      counts.written += 1;
      outbox.push({ clientId: randomUUID(), body: `${name} says ${counts.written}` });
    }
    if (outbox.length > 0) await sendFirst(client, failsNow() ? cutInASend : undefined);
    else await sleep(20);
    if (outbox.length === 0 && Date.now() >= end) silent();
  }
}

/** Note what is told, and where to go on. */
async function follow(client) {
  for await (const { data, errors } of client.iterate({ query: WATCH, variables: { id: conversation, after: cursor } })) {
    if (errors) throw faultOf(errors);
    const { cursor: place, event, message } = data.messageReceived;
    if (cursor === null) console.log("follows");
    cursor = place;
    if (event) told.push([event.type, message.sequence, message.clientId, message.body]);
    if (isDone()) return;
  }
  if (!isDone()) throw new Error(GONE);
}

/** One connection, to any of the servers, until it is cut or all is done. */
async function connectOnce() {
  const client = createClient({
    url: urls[Math.floor(random() * urls.length)],
    webSocketImpl: Socket,
    retryAttempts: 0,
    connectionParams: { Authorization: `Bearer ${token}` },
  });
  const cut = () => { counts.cuts += 1; client.terminate(); };
  let gone = false;
  connections += 1;
  const inASend = connections % 2 === 0;
  const timer = inASend ? undefined : setInterval(() => { if (failsNow() && random() < 0.1) cut(); }, 100);
  try {
    await Promise.race([follow(client), talk(client, () => gone, inASend ? cut : undefined)]);
  } catch (error) {
    if (error instanceof Fault) throw error;
    await sleep(random() * 300);
  } finally {
    gone = true;
    clearInterval(timer);
    await client.dispose();
  }
}

let silent = () => { console.log("silent"); silent = () => {}; };
while (!isDone()) await connectOnce();
// A pipe takes some of it at a time.
process.stdout.write(`${JSON.stringify({ told, ...counts })}\n`, () => process.exit(0));
