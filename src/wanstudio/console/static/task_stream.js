// One stream of events for many tasks. Browsers allow six connections to a host over all tabs, so nobody opens a second.

const MOST = 32; // of one stream, as the server has it
const KINDS = ["queued", "running", "ended", "gone"];
const GATHER_MS = 50;
const LONGEST_PAUSE_MS = 60_000;

export class TaskStream {
  #address;
  #tell;
  #wanted = new Set();
  #streamed = new Set();
  #events = null;
  #timer = null;
  #pause = 1000;

  // `tell` is called with each event's kind and what it says.
  constructor(address, tell) {
    this.#address = address;
    this.#tell = tell;
  }

  // Follow exactly these tasks. A new stream tells how each stands: `retell` asks for one though no task is new.
  follow(ids, retell = false) {
    this.#wanted = new Set(ids);
    if (!ids.length) return this.#close();
    if (retell || this.#lacks()) this.#openIn(GATHER_MS);
  }

  #next() {
    return [...this.#wanted].slice(0, MOST);
  }

  #lacks() {
    return this.#next().some((id) => !this.#streamed.has(id));
  }

  #openIn(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), milliseconds);
  }

  #close() {
    clearTimeout(this.#timer);
    this.#events?.close();
    this.#events = null;
    this.#streamed.clear();
  }

  #open() {
    this.#close();
    this.#streamed = new Set(this.#next());
    const events = new EventSource(`${this.#address}?ids=${[...this.#streamed].join()}`);
    this.#events = events;
    for (const kind of KINDS) events.addEventListener(kind, (event) => this.#hear(kind, JSON.parse(event.data)));
    events.onopen = () => (this.#pause = 1000);
    events.onerror = () => {
      // A lost connection comes back by itself; a refused one does not.
      if (events !== this.#events || events.readyState !== EventSource.CLOSED) return;
      this.#openIn(this.#pause);
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
    };
  }

  #hear(kind, told) {
    if (kind === "ended" || kind === "gone") {
      this.#wanted.delete(told.task_id);
      this.#streamed.delete(told.task_id);
      if (!this.#wanted.size) this.#close();
      else if (this.#lacks()) this.#openIn(GATHER_MS);
    }
    this.#tell(kind, told);
  }
}
