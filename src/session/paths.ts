// Paths inside a session: relative to the session's folder, with forward slashes on every system. Pure text, no file is touched.

/** `file` as seen from `folder`, both absolute: `../stems/kick.wav`. A file on another drive stays absolute. */
export function relativePath(folder: string, file: string): string {
  const from = parts(folder);
  const to = parts(file);
  if (from.root !== to.root) return to.root + to.names.join("/");
  let shared = 0;
  while (shared < from.names.length && shared < to.names.length - 1 && from.names[shared] === to.names[shared]) shared++;
  return [...from.names.slice(shared).map(() => ".."), ...to.names.slice(shared)].join("/");
}

/** Where a session's path leads, seen from its folder. Absolute paths stay as they are. */
export function resolvePath(folder: string, path: string): string {
  const given = parts(path);
  if (given.root !== "") return given.root + given.names.join("/");
  const base = parts(folder);
  const names = [...base.names];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return base.root + names.join("/");
}

/** Root (`/`, `C:/`, `//server/` or nothing) and names, without `.` and `..`. */
function parts(path: string): { readonly root: string; readonly names: readonly string[] } {
  const slashed = /^[A-Za-z]:[\\/]|^\\\\/.test(path) ? path.replaceAll("\\", "/") : path; // elsewhere "\\" is part of a name
  const root = /^(?:[A-Za-z]:\/|\/\/[^/]+\/|\/)/.exec(slashed)?.[0] ?? "";
  const names: string[] = [];
  for (const name of slashed.slice(root.length).split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return { root: /^[a-z]:/.test(root) ? root.toUpperCase() : root, names };
}
