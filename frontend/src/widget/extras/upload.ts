import type { FileCard } from "../../shared/protocol"
import { Refusal } from "../../shared/refusal"
import type { Rest } from "../chat/rest"

const PATIENCE = 120_000

/** One file for a conversation. XMLHttpRequest, because fetch does not say how far it is. */
export function upload(rest: Rest, conv: string, clientId: string, file: File, onProgress: (part: number) => void) {
  const form = new FormData()
  form.append("conv", conv)
  form.append("client_id", clientId)
  form.append("file", file)
  return rest.authorised((token) => send(`${rest.api}uploads`, token, form, onProgress))
}

function send(url: string, token: string, form: FormData, onProgress: (part: number) => void): Promise<FileCard> {
  const request = new XMLHttpRequest()
  request.open("POST", url)
  request.setRequestHeader("Authorization", `Bearer ${token}`)
  request.responseType = "json"
  request.timeout = PATIENCE
  request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total)
  return new Promise((resolve, reject) => {
    request.onload = () => (request.status < 300 ? resolve(request.response) : reject(refusalOf(request)))
    request.onerror = request.ontimeout = () => reject(new Refusal("network"))
    request.send(form)
  })
}

function refusalOf({ status, response }: XMLHttpRequest): Refusal {
  return new Refusal(response?.code ?? (status === 413 ? "too_large" : "unavailable"), "", response?.retry_after)
}
