import { useSignal } from '@preact/signals';
import { type RecordsQuery, recordsHash, recordsQueryOf } from './records-query.ts';

interface RecordSearchProps {
  readonly topic: string;
  readonly query: URLSearchParams;
}

/** Asks for records of a topic; the answer has an address of its own. */
export function RecordSearch({ topic, query }: RecordSearchProps) {
  const asked = useSignal<RecordsQuery>(recordsQueryOf(query));
  const change = (part: keyof RecordsQuery) => (event: Event) => {
    const field = event.currentTarget;
    if (field instanceof HTMLInputElement) asked.value = { ...asked.value, [part]: field.value };
  };
  const search = (event: Event) => {
    event.preventDefault();
    location.hash = recordsHash(topic, asked.value);
  };
  const { partition, offset, from, key } = asked.value;
  return (
    <search>
      <form class="row view-form" onSubmit={search}>
        <label>
          Partition
          <input type="number" min="0" value={partition} placeholder="all" onInput={change('partition')} />
        </label>
        <label>
          From offset
          <input type="number" min="0" value={offset} placeholder="the end" onInput={change('offset')} />
        </label>
        <label>
          From time
          <input type="datetime-local" step="1" value={from} onInput={change('from')} />
        </label>
        <label class="wide">
          Key
          <input value={key} placeholder="an order's id" onInput={change('key')} />
        </label>
        <button type="submit" class="button-main">
          Show
        </button>
        {query.size > 0 && <a href={`#/topics/${encodeURIComponent(topic)}`}>Show the end</a>}
      </form>
    </search>
  );
}
