import { expect, test } from "vitest"
import { describeSize } from "./sizes"

test.each([
  [0, "0 byte"],
  [999, "999 byte"],
  [1_400, "1.4 kB"],
  [10_000_000, "10 MB"],
  [3_000_000_000, "3,000 MB"],
])("%d is %s", (bytes, text) => {
  expect(describeSize(bytes, "en")).toBe(text)
})
