import type { TopicView } from '../../contract/console-views.ts';
import { route } from './console-store.ts';
import { TopicPartitions } from './topic-partitions.tsx';
import { TopicRecords } from './topic-records.tsx';
import { useFetched } from './use-fetched.ts';
import { EmptyNote, FetchState, OutcomeBadge } from './view-parts.tsx';

/** Topics with their partitions; the one that the address names with its records. */
export function TopicsView() {
  const { id, query } = route.value;
  const topics = useFetched<readonly TopicView[]>('/api/topics');
  return (
    <div class="stack">
      <h2>
        {id === null ? (
          'Topics'
        ) : (
          <>
            <a href="#/topics">Topics</a> / <span class="mono">{id}</span>
          </>
        )}
      </h2>
      <FetchState of={topics} what="the topics">
        {(all) => <TopicCards topics={id === null ? all : all.filter(({ topic }) => topic === id)} named={id} />}
      </FetchState>
      {id !== null && <TopicRecords key={`${id}?${query}`} topic={id} query={query} />}
    </div>
  );
}

interface TopicCardsProps {
  readonly topics: readonly TopicView[];
  readonly named: string | null;
}

function TopicCards({ topics, named }: TopicCardsProps) {
  if (topics.length === 0) {
    return (
      <EmptyNote>{named === null ? 'The broker has no topic yet.' : `The broker has no topic ${named}.`}</EmptyNote>
    );
  }
  return (
    <>
      {topics.map((topic) => (
        <section key={topic.topic} class="card" aria-label={topic.topic}>
          <div class="card-head">
            <h3>
              <a class="mono" href={`#/topics/${encodeURIComponent(topic.topic)}`}>
                {topic.topic}
              </a>
            </h3>
            <span class="row">
              {topic.isQuarantine && <OutcomeBadge outcome="note" text="dead letters" />}
              <span class="muted">
                {topic.isQuarantine ? 'of ' : 'read by '}
                <a href="#/operate">{topic.consumer}</a>
              </span>
            </span>
          </div>
          <TopicPartitions topic={topic} />
        </section>
      ))}
    </>
  );
}
