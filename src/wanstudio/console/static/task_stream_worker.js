// The one stream of events that all tabs of a browser have together; pages say which tasks they show.

import { TaskStream } from "./task_stream.js";

const pages = new Map();
const address = new URL("../../tasks/events", self.location.href);
const stream = new TaskStream(address, (kind, told) => {
  for (const page of pages.keys()) page.postMessage({ kind, told });
});

self.onconnect = ({ ports: [page] }) => {
  page.onmessage = ({ data: { ids, retell } }) => {
    if (ids.length) pages.set(page, ids);
    else pages.delete(page);
    stream.follow([...new Set([...pages.values()].flat())], retell);
  };
};
