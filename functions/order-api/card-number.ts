const LONGEST = 19;
const GROUPED_DIGITS = /\d+(?:[ -]+\d+)*/g;

/** Whether a text holds what looks like a card number: 13 to 19 digits with a valid Luhn sum; spaces and hyphens are ignored. */
export const holdsCardNumber = (text: string) =>
  (text.match(GROUPED_DIGITS) ?? []).some((digits) => joinedGroups(digits.split(/[ -]+/)).some(isCardNumber));

/** Every run of neighbouring groups as one number: another number may stand right before or behind the card's. */
const joinedGroups = (groups: readonly string[]) =>
  groups.flatMap((_, from) =>
    groups.slice(from, from + LONGEST).map((__, more) => groups.slice(from, from + more + 1).join('')),
  );

const isCardNumber = (digits: string) => digits.length >= 13 && digits.length <= LONGEST && isLuhnValid(digits);

function isLuhnValid(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
}
