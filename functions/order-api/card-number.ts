const DIGIT_RUN = /\d+/g;

/** Whether a text holds what looks like a card number: 13 to 19 digits with a valid Luhn sum; spaces and hyphens are ignored. */
export const holdsCardNumber = (text: string) =>
  (text.replace(/[ -]/g, '').match(DIGIT_RUN) ?? []).some(
    (run) => run.length >= 13 && run.length <= 19 && isLuhnValid(run),
  );

function isLuhnValid(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
}
