// Whether the process that made a temporary is still there: what dead ones left behind may go.

/** True also where the process belongs to someone else and may not be asked. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
