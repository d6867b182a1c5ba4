/** The tour: a pane with the steps in order, opened from the sidebar like the docs and the explorer. */

import { Button, useEditorContext } from "@graphiql/react";
import { createContext, useContext, useSyncExternalStore } from "react";

export const MemoryContext = createContext(null);

/** The memory of the page and its present state. */
export function useMemory() {
  const memory = useContext(MemoryContext);
  return [memory, useSyncExternalStore(memory.subscribe, memory.get)];
}

function freshTab({ name, query, variables, headers }) {
  const id = crypto.randomUUID();
  return { id, hash: id, title: name, operationName: name, query, variables, headers, response: null };
}

/** Open one step: the tab that already shows it, or a new one. */
function openStep(editor, step) {
  const index = editor.tabs.findIndex((tab) => tab.operationName === step.name);
  if (index >= 0) return editor.changeTab(index);
  editor.moveTab([...editor.tabs, freshTab(step)]);
  editor.changeTab(editor.tabs.length);
}

/** Bring back every operation as it was; tabs of the user's own stay, behind them. */
function openAll(editor, steps) {
  const fresh = steps.map(freshTab);
  const names = new Set(steps.map((step) => step.name));
  const own = editor.tabs.filter((tab) => tab.query?.trim() && !names.has(tab.operationName));
  // GraphiQL needs the active tab to be in every list it is given, so the old tabs go last.
  editor.moveTab([...editor.tabs, ...fresh]);
  editor.changeTab(editor.tabs.length);
  editor.moveTab([...fresh, ...own]);
}

function Step({ step, done, current, onOpen }) {
  const kind = /^\s*(query|mutation|subscription)\b/m.exec(step.query)?.[1];
  return (
    <li className={`tour-step${current ? " is-current" : ""}${done ? " is-done" : ""}`}>
      <button type="button" onClick={onOpen} aria-current={current ? "step" : undefined}>
        <span className="tour-number" aria-label={done ? "done" : undefined}>
          {done ? "✓" : step.number}
        </span>
        <span className="tour-title">{step.title}</span>
        <span className={`tour-kind is-${kind}`}>{kind}</span>
      </button>
      {current && step.text ? <p>{step.text}</p> : null}
    </li>
  );
}

function Remembered({ values }) {
  const known = Object.entries(values);
  if (known.length === 0) return null;
  return (
    <details className="tour-memory">
      <summary>Remembered from results ({known.length})</summary>
      <dl>
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>{`{{${name}}}`}</dt>
            <dd title={String(value)}>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Tour() {
  const editor = useEditorContext({ nonNull: true });
  const [memory, state] = useMemory();
  const active = editor.tabs[editor.activeTabIndex]?.operationName;
  return (
    <section className="tour" aria-label="Tour">
      <h2>From catalogue to paid order</h2>
      <p className="tour-lead">
        Open a step, press ▶, go on to the next. What a result gives is filled into the variables of later steps.
      </p>
      <ol>
        {memory.steps.map((step) => (
          <Step
            key={step.name}
            step={step}
            done={state.done.includes(step.name)}
            current={step.name === active}
            onOpen={() => openStep(editor, step)}
          />
        ))}
      </ol>
      <Remembered values={state.values} />
      <div className="tour-actions">
        <Button type="button" onClick={() => openAll(editor, memory.steps)}>
          Reopen all steps
        </Button>
        <Button type="button" onClick={memory.startOver}>
          Forget results
        </Button>
      </div>
    </section>
  );
}

function TourIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
      <path d="M12 6.6a2 2 0 1 1 2-2c0 1.3-2 1.7-2 3.2v1.4" strokeLinecap="round" />
      <path d="M12 9.2 2.8 15.9c-1.300 1-.7 3.100 1 3.100h16.400c1.700 0 2.300-2.100 1-3.100L12 9.200Z" strokeLinejoin="round" />
    </svg>
  );
}

export const tourPlugin = { title: "Tour", icon: TourIcon, content: Tour };
