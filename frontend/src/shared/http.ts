import { Refusal, refusalFrom } from "./refusal"

export interface Request {
  method?: "GET" | "POST"
  body?: object
  headers?: Record<string, string>
  credentials?: RequestCredentials
  fetch?: typeof fetch
}

const PATIENCE = 15_000

/** The JSON of the answer; throws a Refusal otherwise. */
export async function request<Answer>(url: string, options: Request = {}): Promise<Answer> {
  const response = await reach(url, options)
  if (!response.ok) throw await refusalFrom(response)
  return response.json()
}

async function reach(url: string, { body, headers, credentials = "same-origin", ...options }: Request): Promise<Response> {
  const { method = body ? "POST" : "GET", fetch: send = fetch } = options
  try {
    return await send(url, {
      method,
      credentials,
      headers: body ? { "Content-Type": "application/json", ...headers } : headers,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    })
  } catch {
    throw new Refusal("network")
  }
}
