import { formatDuration } from './console-format.ts';

/** A moment of the past or the future, as seen from `now`. */
export function distanceText(at: number, now: number): string {
  if (Math.abs(at - now) < 1000) return 'now';
  return at > now ? `in ${formatDuration(at - now)}` : `${formatDuration(now - at)} ago`;
}

const two = (value: number) => String(value).padStart(2, '0');

/** By the reader's clock, to the millisecond; with the day where it is not the day of `now`. */
export function clockText(at: number, now: number): string {
  const time = new Date(at);
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} `;
  return `${new Date(now).toDateString() === time.toDateString() ? '' : day}${clock}.${String(at % 1000).padStart(3, '0')}`;
}

/** By ISO 4217, as functions/contracts/money.ts has them; Intl follows usage, which differs. All others have two. */
const WITHOUT_DECIMALS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ');
const WITH_THREE = 'BHD JOD KWD OMR TND'.split(' ');

const decimalsOf = (currency: string) => {
  if (WITHOUT_DECIMALS.includes(currency)) return 0;
  return WITH_THREE.includes(currency) ? 3 : 2;
};

/** An amount of minor units: `25.00 EUR`. */
export function moneyText(amount: number, currency: string): string {
  const code = currency.toUpperCase();
  const decimals = decimalsOf(code);
  return `${(amount / 10 ** decimals).toFixed(decimals)} ${code}`;
}

const SAFE_WORD = /^[\w./:=@%+,-]+$/;

/** As a POSIX shell reads it. */
export const shellWord = (word: string) =>
  SAFE_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The command that does the same as a button which only a running console has. */
export const consoleCommand = (origin: string, path: string, tokenFile = '') =>
  `curl -X POST ${shellWord(origin + path)} -H "x-console-token: $(cat ${shellWord(tokenFile)})" -d '{}'`;

/** The command that does the same as a button; in AWS it names the stage. */
export function equivalentCommand(
  stage: { readonly stage: string; readonly isLocal: boolean } | null | undefined,
  ...words: string[]
) {
  const where = stage && !stage.isLocal ? ['--stage', stage.stage] : [];
  return ['npm run ops --', ...[...words, ...where].map(shellWord)].join(' ');
}
