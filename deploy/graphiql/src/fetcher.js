/** How the page talks to the endpoint: HTTP for queries and mutations, graphql-transport-ws for subscriptions. */

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { Kind, parse } from "graphql";
import { createClient } from "graphql-ws";
import { fill, readComments } from "./rules.js";

const ACCEPT = "application/graphql-response+json, application/json;q=0.9";

async function jsonFetch(url, init) {
  const response = await fetch(url, init).catch(() => {
    throw new Error("The server does not answer. Is it running? Try again when it is.");
  });
  if (/json/.test(response.headers.get("content-type") ?? "")) return response;
  const text = (await response.text()).slice(0, 300);
  throw new Error(`The server answered ${response.status} without JSON. Look at its log. It said: ${text}`);
}

function socketUrl(endpoint) {
  const url = new URL(endpoint, window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** The stream itself, with a look at each result; `return` must reach the socket, or stopping would wait for one more. */
function watched(stream, look) {
  const inner = stream[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const step = await inner.next();
      if (!step.done) look(step.value);
      return step;
    },
    return: (value) => inner.return?.(value) ?? Promise.resolve({ done: true, value }),
  };
}

/** A GraphiQL fetcher that fills in remembered values, signs requests in and learns from results. */
export function createFetcher(endpoint, memory) {
  let socketHeaders = {};
  const wsClient = createClient({
    url: socketUrl(endpoint),
    connectionParams: () => socketHeaders,
    retryAttempts: 5,
  });
  const send = createGraphiQLFetcher({
    url: endpoint,
    fetch: jsonFetch,
    headers: { accept: ACCEPT },
    enableIncrementalDelivery: false,
    wsClient,
  });

  return async (asked, options) => {
    try {
      const { params, documentAST } = current(asked, options?.documentAST);
      const { variables, headers } = prepare(params, options?.headers ?? {}, memory);
      socketHeaders = headers;
      const answer = await send({ ...params, variables }, { headers, documentAST });
      const learn = (result) => memory.learn(params.query, params.operationName, result);
      if (Symbol.asyncIterator in answer) return watched(answer, learn);
      learn(answer);
      return answer;
    } catch (error) {
      return { errors: [{ message: error.message }] };
    }
  };
}

/** The name and the syntax tree of what is sent: just after a change of tabs GraphiQL still has those of the last. */
function current(params, lastAST) {
  let documentAST;
  try {
    documentAST = parse(params.query);
  } catch {
    return { params, documentAST: lastAST };
  }
  const operations = documentAST.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const names = operations.map(({ name }) => name?.value);
  if (names.includes(params.operationName) || names.length !== 1) return { params, documentAST };
  return { params: { ...params, operationName: names[0] }, documentAST };
}

function prepare(params, editorHeaders, memory) {
  const lookup = (name) => memory.lookup(name, params.operationName);
  const headers = fill(editorHeaders, lookup);
  const own = Object.keys(headers).find((name) => name.toLowerCase() === "authorization");
  // An operation that signs in must not be refused for an old token.
  const signsIn = readComments(params.query).authorize.length > 0;
  const authorization = own ? headers[own] : signsIn ? null : memory.authorization();
  if (own) delete headers[own];
  if (authorization) headers.Authorization = authorization;
  return { variables: fill(params.variables, lookup), headers };
}
