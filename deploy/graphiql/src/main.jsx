/** The GraphiQL page of Fashionistar. Everything it needs comes from this origin. */

import { explorerPlugin } from "@graphiql/plugin-explorer";
import "@graphiql/plugin-explorer/style.css";
import { PluginContextProvider, useEditorContext, useExecutionContext } from "@graphiql/react";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { createFetcher } from "./fetcher.js";
import { Memory } from "./memory.js";
import "./page.css";
import { readStep } from "./rules.js";
import { MemoryContext, tourPlugin, useMemory } from "./tour.jsx";

const page = JSON.parse(document.getElementById("graphiql-page").textContent);
const memory = new Memory(page.tour.map(readStep));
const fetcher = createFetcher(page.endpoint, memory);
const plugins = [tourPlugin, explorerPlugin()];
const tabs = memory.steps.map(({ query, variables, headers }) => ({ query, variables, headers }));

function Session() {
  const [store, { session }] = useMemory();
  if (!session) return <span className="page-session">Not signed in</span>;
  return (
    <span className="page-session is-in">
      Signed in as <strong>{session.who}</strong>
      <button type="button" onClick={store.signOut}>
        Sign out
      </button>
    </span>
  );
}

function Link() {
  const [store, { link }] = useMemory();
  if (!link) return null;
  return (
    <div className="page-link" role="status">
      <a href={link.url} target="_blank" rel="noopener noreferrer">
        {link.label} ↗
      </a>
      <span title={link.url}>{new URL(link.url).host}</span>
      <button type="button" onClick={store.dropLink} aria-label="Close">
        ✕
      </button>
    </div>
  );
}

/** A stream writes into the tab that is open, so it ends when another tab is opened. */
function StreamStop() {
  const { activeTabIndex } = useEditorContext({ nonNull: true });
  const { stop, isSubscribed } = useExecutionContext({ nonNull: true });
  const [startedIn, setStartedIn] = useState(null);
  useEffect(() => {
    if (!isSubscribed) setStartedIn(null);
    else if (startedIn === null) setStartedIn(activeTabIndex);
    else if (startedIn !== activeTabIndex) stop();
  }, [activeTabIndex, isSubscribed, startedIn, stop]);
  return null;
}

function Editor() {
  // GraphiQL sizes its panes on its first render, so its plugins must be known before that.
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  if (!ready) return <PluginContextProvider plugins={plugins} visiblePlugin={tourPlugin} />;
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      visiblePlugin={tourPlugin}
      defaultTabs={tabs}
      defaultEditorToolsVisibility="variables"
    >
      <GraphiQL.Logo>
        <span className="page-endpoint">{page.endpoint}</span>
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <Link />
        <StreamStop />
      </GraphiQL.Footer>
    </GraphiQL>
  );
}

function Page() {
  return (
    <MemoryContext.Provider value={memory}>
      <header className="page-header">
        <h1>Fashionistar</h1>
        <span className="page-tagline">one schema for fashion’s makers and buyers</span>
        <Session />
      </header>
      <main className="page-main">
        <Editor />
      </main>
    </MemoryContext.Provider>
  );
}

createRoot(document.getElementById("graphiql")).render(<Page />);
