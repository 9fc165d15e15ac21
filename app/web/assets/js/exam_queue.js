// Answers that the server has not confirmed yet, by question. They lie in this browser until it has, so that neither a lost
// connection nor a closed page loses one. Where the browser keeps nothing they wait in the page.
const PREFIX = "kru:exam:";

export class Queue {
  constructor(attempt) {
    this.key = PREFIX + attempt;
    this.inPage = {};
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "{}");
    } catch {
      return this.inPage;
    }
  }

  write(entries) {
    this.inPage = entries;
    try {
      if (Object.keys(entries).length) localStorage.setItem(this.key, JSON.stringify(entries));
      else localStorage.removeItem(this.key);
    } catch {
      // no room or not allowed: the page itself still has them
    }
  }

  get(position) {
    return this.read()[position];
  }

  get size() {
    return Object.keys(this.read()).length;
  }

  /** The entry that waits longest: { position, sequence, url, body }. */
  first() {
    const [entry] = Object.values(this.read()).sort((a, b) => a.at - b.at);
    return entry;
  }

  put(entry) {
    this.write({ ...this.read(), [entry.position]: { ...entry, at: this.get(entry.position)?.at ?? Date.now() } });
  }

  /** Take an answer out, unless a newer one to the same question has come meanwhile. */
  confirm({ position, sequence }) {
    const entries = this.read();
    if (entries[position]?.sequence !== sequence) return;
    delete entries[position];
    this.write(entries);
  }

  clear() {
    this.write({});
  }
}

/** Nothing is kept of a paper that is closed. */
export function forget(attempt) {
  new Queue(attempt).clear();
}
