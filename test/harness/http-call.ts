/** What an HTTP call answered; a body that is not JSON is an error of the test. */
export interface HttpResponse<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where there is none. */
  readonly body: Body;
}

/** Calls one server, each time on a connection of its own: the server may have been started again in the meantime. */
export const httpCall =
  (base: string) =>
  async <Body = unknown>(path: string, init: RequestInit = {}): Promise<HttpResponse<Body>> => {
    const headers = { connection: 'close', ...init.headers };
    return answerOf<Body>(await fetch(`${base}${path}`, { ...init, headers }));
  };

export async function answerOf<Body>(response: Response): Promise<HttpResponse<Body>> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
