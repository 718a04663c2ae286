import { Refusal, refusalFrom } from "./refusal"

export interface Request {
  method?: "GET" | "POST"
  body?: object | FormData
  headers?: Record<string, string>
  credentials?: RequestCredentials
  fetch?: typeof fetch
}

const PATIENCE = 15_000
/** A file may take longer. */
const UPLOAD_PATIENCE = 120_000

/** The JSON of the answer; throws a Refusal otherwise. */
export async function request<Answer>(url: string, options: Request = {}): Promise<Answer> {
  const response = await reach(url, options)
  if (!response.ok) throw await refusalFrom(response)
  return response.json()
}

async function reach(url: string, { body, headers, credentials = "same-origin", ...options }: Request): Promise<Response> {
  const { method = body ? "POST" : "GET", fetch: send = fetch } = options
  const isForm = body instanceof FormData
  try {
    return await send(url, {
      method,
      credentials,
      headers: body && !isForm ? { "Content-Type": "application/json", ...headers } : headers,
      body: isForm ? body : body && JSON.stringify(body),
      signal: AbortSignal.timeout(isForm ? UPLOAD_PATIENCE : PATIENCE),
    })
  } catch {
    throw new Refusal("network")
  }
}
