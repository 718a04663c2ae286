const FIRST = 500
const LONGEST = 30_000

/** Milliseconds to wait. Full jitter, so that a restarted server is not met by every client in the same second. */
export function delayAfter(failures: number, random: () => number = Math.random, longest = LONGEST): number {
  return random() * Math.min(longest, FIRST * 2 ** failures)
}
