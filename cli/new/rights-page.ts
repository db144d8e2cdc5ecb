import { type Edit, insertAfterLast } from './skeleton.ts';

/** The page of rights, which test/infra/all-rights.test.ts compares with the templates. */
export const RIGHTS_PAGE = 'docs/rights.md';

const HEADING = /^### `(.+)`\n/gm;

interface Section {
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

function sectionsOf(page: string): Section[] {
  const headings = [...page.matchAll(HEADING)];
  return headings.map(({ 1: title = '', index }, number) => ({
    title,
    start: index,
    end: headings[number + 1]?.index ?? page.length,
  }));
}

function sectionOf(page: string, title: string): Section {
  const section = sectionsOf(page).find((one) => one.title === title);
  if (section === undefined) throw new Error(`it needs a section "${title}"`);
  return section;
}

/** Changes one section. */
const inSection =
  (title: string, edit: Edit): Edit =>
  (page) => {
    const { start, end } = sectionOf(page, title);
    return page.slice(0, start) + edit(page.slice(start, end)) + page.slice(end);
  };

/** Adds a section in its place: they are sorted by their titles. */
const addSection =
  (title: string, text: (page: string) => string): Edit =>
  (page) => {
    const section = `### \`${title}\`\n\n${text(page)}\n\n`;
    const next = sectionsOf(page).find((other) => other.title > title);
    return next === undefined
      ? `${page.trimEnd()}\n\n${section.trimEnd()}\n`
      : page.slice(0, next.start) + section + page.slice(next.start);
  };

const roleOf = (pascal: string) => `flow/${pascal}FunctionRole`;
const OPERATOR = roleOf('KafkaOperator');
const QUARANTINE = roleOf('Quarantine');
const LAST_DLQ = /^\| .*\.dlq \|.*\n/gm;
const row = (actions: readonly string[], on: string) =>
  `| ${actions.map((action) => `\`kafka-cluster:${action}\``).join(', ')} |  | ${on} |  | MSK |\n`;

interface AddedConsumer {
  readonly name: string;
  readonly pascal: string;
  readonly topic: string;
  readonly quarantineTopic: string;
}

/** What a consumer without tables may do, as the status-updater may, and what others may do with its topic and group. */
export const rightsOfConsumer = ({ name, pascal, topic, quarantineTopic }: AddedConsumer): readonly Edit[] => [
  addSection(roleOf(pascal), (page) => {
    const { start, end } = sectionOf(page, roleOf('StatusUpdater'));
    const rows = page.slice(start, end).match(/^\|.*$/gm) ?? [];
    const own = rows
      .filter((line) => !line.includes('dynamodb'))
      .map((line) => line.replace(/\btopic \S+/, `topic ${topic}`).replace(/\bgroup \S+/, `group ${name}`));
    return [
      'Taken over: it reads one topic, and writes nothing to Kafka but, through the quarantine, what it calls bad.',
      '',
      ...own,
    ].join('\n');
  }),
  inSection(QUARANTINE, insertAfterLast(LAST_DLQ, row(['DescribeTopic', 'WriteData'], `topic ${quarantineTopic}`))),
  inSection(OPERATOR, insertAfterLast(LAST_DLQ, row(['DescribeTopic', 'ReadData'], `topic ${quarantineTopic}`))),
  inSection(OPERATOR, insertAfterLast(/^\| .*\| group .*\n/gm, row(['AlterGroup', 'DescribeGroup'], `group ${name}`))),
];

/** What operators may do with the topic of an event. */
export const rightsOfEvent = (topic: string): readonly Edit[] => [
  inSection(
    OPERATOR,
    insertAfterLast(/^\| .*WriteData.*\n/gm, row(['DescribeTopic', 'ReadData', 'WriteData'], `topic ${topic}`)),
  ),
];

/** What a function may do that reaches nothing yet. */
export const rightsOfFunction = (pascal: string): readonly Edit[] => [
  addSection(roleOf(pascal), () =>
    [
      'Taken over: it writes to its own log.',
      '',
      '| may | on | in |',
      '|---|---|---|',
      '| logging | its log |  |',
      '| tracing | `*` | traces |',
    ].join('\n'),
  ),
];
