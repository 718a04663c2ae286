import type { ErrorBody } from "./protocol"

/** The server's no, or `network` when no answer came. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    detail = "",
    readonly retryAfter?: number,
    readonly fields?: ErrorBody["fields"],
  ) {
    super(detail || code)
  }

  /** The same request may well succeed later. */
  get isPassing(): boolean {
    return isPassing(this.code)
  }
}

export function isPassing(code: string): boolean {
  return code === "network" || code === "unavailable" || code === "rate"
}

export async function refusalFrom(response: Response): Promise<Refusal> {
  const error = (await response.json().catch(() => ({}))) as Partial<ErrorBody>
  return new Refusal(error.code ?? codeFor(response.status), error.detail, error.retry_after, error.fields)
}

/** A proxy in front of us answers without our JSON. */
function codeFor(status: number): string {
  if (status === 429) return "rate"
  return status >= 500 ? "unavailable" : "invalid"
}
