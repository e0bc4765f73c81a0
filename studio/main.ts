// The studio's page as it is today: pick stems or a session, play, see the levels.
import {
  createPlayer,
  missingInBrowser,
  type OpenedFiles,
  openFiles,
  type PickedFile,
  pickedFiles,
  type Player,
} from "../src/hosts/browser/index.ts";
import workletUrl from "../src/hosts/browser/engine-worklet.ts?worker&url";
import feederUrl from "../src/hosts/browser/feeder-worker.ts?worker&url";
import { allStrips } from "../src/session/strips.ts";
import { MeterPicture } from "./meters.ts";

function element<Kind extends HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

const folderInput = element<HTMLInputElement>("folder");
const filesInput = element<HTMLInputElement>("files");
const playButton = element<HTMLButtonElement>("play");
const startButton = element<HTMLButtonElement>("start");
const timeOutput = element<HTMLOutputElement>("time");
const errorLine = element("error");
const statusLine = element("status");
const picture = new MeterPicture(element<HTMLCanvasElement>("meters"));

let player: Player | null = null;
/** Raised by every pick, so that a slow one that was overtaken is dropped. */
let picks = 0;

async function open(files: readonly PickedFile[]): Promise<void> {
  if (files.length === 0) return;
  const pick = ++picks;
  const former = player;
  player = null;
  errorLine.textContent = "";
  statusLine.textContent = "Opening …";
  playButton.disabled = startButton.disabled = true;
  await former?.close();
  const opened = await openFiles(files);
  const { session, stems } = opened;
  const fresh = await createPlayer({ session, stems, workletUrl, feederUrl, onFailure: show });
  if (pick !== picks) return fresh.close();
  player = fresh;
  picture.reset(new Map(allStrips(session).map(({ id, name }) => [id, name])));
  statusLine.textContent = describe(opened);
  playButton.disabled = startButton.disabled = false;
}

function describe({ session, sessionPath }: OpenedFiles): string {
  const stems = `${session.stems.length} ${session.stems.length === 1 ? "stem" : "stems"} at ${session.sampleRateHz} Hz`;
  return sessionPath === null
    ? `${session.name}: ${stems}, as their plain sum`
    : `${session.name}: ${stems}, session ${sessionPath}`;
}

function show(message: string): void {
  errorLine.textContent = message;
}

function fail(error: unknown): void {
  statusLine.textContent = "";
  show(error instanceof Error ? error.message : String(error));
}

function draw(nowMs: number): void {
  if (player) {
    const { frame, frames, sampleRateHz, state } = player;
    playButton.textContent = state === "playing" ? "Pause" : "Play";
    timeOutput.textContent = `${clock(frame / sampleRateHz)} / ${clock(frames / sampleRateHz)}`;
    picture.draw(player.readMeters(), nowMs);
  }
  requestAnimationFrame(draw);
}

function clock(seconds: number): string {
  const tenths = Math.floor(seconds * 10);
  return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
}

for (const input of [folderInput, filesInput]) {
  input.addEventListener("change", () => {
    open(pickedFiles(input.files ?? [])).catch(fail);
    input.value = "";
  });
}
playButton.addEventListener("click", () => {
  if (player?.state === "playing") player.pause();
  else player?.play().catch(fail);
});
startButton.addEventListener("click", () => player?.seek(0));

const missing = missingInBrowser();
if (missing) {
  folderInput.disabled = filesInput.disabled = true;
  fail(missing);
} else requestAnimationFrame(draw);
