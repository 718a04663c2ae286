import { Refusal, refusalFrom } from "./refusal"

export interface Request {
  body?: object | FormData
  headers?: Record<string, string>
  credentials?: RequestCredentials
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

async function reach(url: string, { body, headers, credentials = "same-origin" }: Request): Promise<Response> {
  const isForm = body instanceof FormData
  try {
    return await fetch(url, {
      method: body ? "POST" : "GET",
      credentials,
      headers: body && !isForm ? { "Content-Type": "application/json", ...headers } : headers,
      body: isForm ? body : body && JSON.stringify(body),
      signal: AbortSignal.timeout(isForm ? UPLOAD_PATIENCE : PATIENCE),
    })
  } catch {
    throw new Refusal("network")
  }
}
