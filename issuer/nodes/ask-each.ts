/** Asks about each of several things, so many at the same time, and returns the answers in their order. */
export async function askEach<T, R>(things: readonly T[], atOnce: number, ask: (one: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let begin = 0; begin < things.length; begin += atOnce) {
    answers.push(...(await Promise.all(things.slice(begin, begin + atOnce).map(ask))));
  }
  return answers;
}
