/** The private key that is this small number. */
export const numberedKey = (number: number): string => number.toString(16).padStart(64, "0");
