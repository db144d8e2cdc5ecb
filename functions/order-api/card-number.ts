/** Digits with anything between them that is neither letter nor digit: spaces, hyphens, dots, what is not visible. */
const GROUPED_DIGITS = /\+?\d+(?:[^\p{L}\p{N}]+\d+)*/gu;
const SHORTEST = 13;
const LONGEST = 19;

/**
 * First and last prefix, fewest and most digits. Source: ISO/IEC 7812 and the issuers' published ranges, as of November
 * 2026. Not here: UATP, whose one digit 1 begins too many other numbers.
 */
const ISSUERS: readonly (readonly [from: string, to: string, shortest: number, longest: number])[] = [
  ['4', '4', SHORTEST, SHORTEST], // Visa, of long ago
  ['4', '4', 16, 16],
  ['4', '4', 19, 19],
  ['51', '55', 16, 16], // Mastercard
  ['2221', '2720', 16, 16],
  ['34', '34', 15, 15], // American Express
  ['37', '37', 15, 15],
  ['300', '305', 14, LONGEST], // Diners Club
  ['3095', '3095', 14, LONGEST],
  ['36', '36', 14, LONGEST],
  ['38', '39', 14, LONGEST],
  ['1800', '1800', 15, 15], // JCB
  ['2131', '2131', 15, 15],
  ['3528', '3589', 16, LONGEST],
  ['60', '60', 16, LONGEST], // Discover, RuPay, Hipercard
  ['644', '659', 16, LONGEST],
  ['62', '62', 16, LONGEST], // UnionPay
  ['81', '82', 16, LONGEST],
  ['636', '636', 16, LONGEST], // InterPayment, Elo
  ['2200', '2205', 16, LONGEST], // Mir, Borica
  ['5018', '5020', SHORTEST, LONGEST], // Maestro, Dankort
  ['5038', '5038', SHORTEST, LONGEST],
  ['5893', '5893', SHORTEST, LONGEST],
  ['6304', '6304', SHORTEST, LONGEST],
  ['6759', '6763', SHORTEST, LONGEST],
  ['5041', '5041', 16, 16], // Elo
  ['506', '509', 16, LONGEST], // Verve, RuPay, Elo
  ['8600', '8600', 16, 16], // Uzcard
  ['9792', '9792', 16, 16], // Troy
  ['9860', '9860', 16, 16], // Humo
];

/** Whether a text holds what looks like a card number: an issuer's prefix and length, and a valid Luhn sum. */
export const holdsCardNumber = (text: string) =>
  (asciiDigits(text).match(GROUPED_DIGITS) ?? []).some(
    (digits) => !isPhoneNumber(digits) && joinedGroups(digits.match(/\d+/g) ?? []).some(isCardNumber),
  );

/** Many begin with 4, and have as many digits as Visa's short cards. */
const isPhoneNumber = (digits: string) => /^\+(\D*\d){13}$/.test(digits);

/** Full-width, circled and other scripts' digits are read by people as the ones that they stand for. */
const asciiDigits = (text: string) =>
  text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => (/\d/.test(digit) ? digit : String(digitValue(digit))));

/** Unicode has each script's ten digits in a row. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}

/** Every run of neighbouring groups as one number: another number may stand right before or behind the card's. */
function joinedGroups(groups: readonly string[]): string[] {
  return groups.flatMap((_, from) => {
    let digits = '';
    return groups.slice(from, from + LONGEST).flatMap((group) => {
      if (digits.length <= LONGEST) digits += group;
      return digits.length >= SHORTEST && digits.length <= LONGEST ? [digits] : [];
    });
  });
}

const isCardNumber = (digits: string) => isIssued(digits) && isLuhnValid(digits) && !isEan(digits);

const isIssued = (digits: string) =>
  ISSUERS.some(([from, to, shortest, longest]) => {
    if (digits.length < shortest || digits.length > longest) return false;
    const prefix = digits.slice(0, from.length);
    return prefix >= from && prefix <= to;
  });

function isLuhnValid(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
}

/** Shops' own numbers have 13 digits and begin like cards; a card of 13 digits is not issued any more. */
const isEan = (digits: string) =>
  digits.length === 13 &&
  Array.from(digits).reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0;
