/** Countries by their codes: what data names in two or three letters, maps name in digits. */

type Code = readonly [two: string, three: string, digits: string, ...rest: string[]];

export type Countries = {
  digitsOf: (name: string) => string | undefined;
  twoOf: (digits: string) => string | undefined;
};

/** Looks countries up by two or three letters, whatever their case. */
export function countries(codes: readonly Code[]): Countries {
  const byLetters = new Map(
    codes.flatMap(([two, three, digits]) => [[two, digits] as const, [three, digits] as const]),
  );
  const byDigits = new Map(codes.map(([two, , digits]) => [digits, two] as const));
  return {
    digitsOf: (name) => byLetters.get(name.trim().toUpperCase()),
    twoOf: (digits) => byDigits.get(digits),
  };
}
