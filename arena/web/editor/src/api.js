// Requests to the server this page came from. Every one carries the key of the workspace in a header, which
// a page of another origin cannot add without being asked for permission first.

/** A request was answered with an error, or not at all. */
export class RequestError extends Error {
  constructor(status, body) {
    super(body?.error ?? "The course's server does not answer.");
    this.status = status; // 0: no answer
    this.next = body?.next ?? "";
    this.body = body ?? {};
  }
}

async function request(key, method, path, body, options = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: { "X-Arena-Key": key, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      ...options,
    });
  } catch {
    throw new RequestError(0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new RequestError(response.status, answer);
  return answer;
}

/** Every cell of a set: `{cells: {key: {digest, line}}, marks: {key: status}}`. */
export const readSet = (key, set) => request(key, "GET", `/arena/set?id=${encodeURIComponent(set)}`);

/** One cell as it is on disk: `{text, digest, line}`. */
export const readCell = (key, exercise) =>
  request(key, "GET", `/arena/cell?exercise=${encodeURIComponent(exercise)}`);

/** Write a cell that was read as `base`; status 409 carries what somebody else wrote since. */
export const writeCell = (key, exercise, text, base, options) =>
  request(key, "PUT", "/arena/cell", { exercise, text, base }, options);

/** End a conflict. Both texts are kept among the backups. */
export const settle = (key, exercise, mine, theirs, keep) =>
  request(key, "POST", "/arena/settle", { exercise, mine, theirs, keep });
