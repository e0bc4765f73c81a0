// Runs steps one after the other: listen, decide, and again while the step wants to hear its own result.
import { setMoveAmount } from "../session/moves.ts";
import type { Session } from "../session/schema.ts";
import type { Heard, Listen, Need } from "./listen.ts";
import type { CourseOptions, Round, Step } from "./step.ts";

/** How often a step may decide in one run. Solving by secants takes 3 to 5 tries; more means that the outcome can't be had. */
export const MAX_ROUNDS = 8;

/** Where a run stands. Told before a step's first listening and after every decision. */
export interface StepProgress {
  readonly step: Step;
  /** Place in this run, from 0. */
  readonly index: number;
  readonly count: number;
  readonly round: number;
  /** 0..1 of the listening that is going on; 1 when the step has decided. */
  readonly share: number;
  readonly session: Session;
  /** What the decision was made on; empty before it. */
  readonly heard: ReadonlyMap<string, Heard>;
  readonly done: boolean;
}

export interface RunOptions {
  readonly onStep?: (progress: StepProgress) => void;
  readonly signal?: AbortSignal;
}

const NOTHING: ReadonlyMap<string, Heard> = new Map();

/**
 * The session after `steps`. Steps solve at full amount; afterwards each move gets the amount that was asked for
 * (`options.amounts`), or that a person had set on it before. The session that was given stays as it was.
 * @throws the signal's reason when it is aborted
 */
export async function runSteps(
  session: Session,
  steps: readonly Step[],
  listen: Listen,
  options: CourseOptions,
  run: RunOptions = {},
): Promise<Session> {
  const remember = rememberInputs(listen);
  let current = session;
  for (const [index, step] of steps.entries()) {
    const amounts = amountsOf(current, step.id);
    current = atFullAmount(current, step.id);
    let before = null as Round | null;
    for (let round = 0, again = true; again && round < MAX_ROUNDS; round++) {
      run.signal?.throwIfAborted();
      const tell = (share: number, heard: ReadonlyMap<string, Heard>, done: boolean) =>
        run.onStep?.({ step, index, count: steps.length, round, share, session: current, heard, done });
      tell(0, NOTHING, false);
      const needs = step.needs(current, options, before);
      const heard =
        needs.length === 0
          ? NOTHING
          : await remember(
              current,
              needs,
              listenOptions(run, (share) => tell(share, NOTHING, false)),
            );
      run.signal?.throwIfAborted();
      const result = step.decide(current, heard, options, round, before);
      before = { session: current, heard: new Map([...(before?.heard ?? []), ...heard]) };
      again = result.again;
      current = again && round + 1 < MAX_ROUNDS ? result.session : withAmounts(result.session, step.id, amounts, options);
      tell(1, heard, !again || round + 1 === MAX_ROUNDS);
    }
  }
  return current;
}

function listenOptions(run: RunOptions, onProgress: (share: number) => void) {
  return run.signal ? { onProgress, signal: run.signal } : { onProgress };
}

function amountsOf(session: Session, step: string): ReadonlyMap<string, number> {
  return new Map(session.moves.filter((move) => move.step === step).map((move) => [move.id, move.amount]));
}

function atFullAmount(session: Session, step: string): Session {
  return session.moves
    .filter((move) => move.step === step && move.amount !== 100)
    .reduce((changed, move) => setMoveAmount(changed, move.id, 100), session);
}

function withAmounts(session: Session, step: Step["id"], former: ReadonlyMap<string, number>, options: CourseOptions): Session {
  return session.moves
    .filter((move) => move.step === step)
    .reduce((changed, move) => {
      const amount = options.amounts[step] ?? former.get(move.id) ?? 100;
      return amount === move.amount ? changed : setMoveAmount(changed, move.id, amount);
    }, session);
}

/** Stems don't change while a course runs: what comes in at a track is heard once. */
function rememberInputs(listen: Listen): Listen {
  const known = new Map<string, Heard>();
  const keyOf = (session: Session, need: Need): string | null => {
    const track =
      need.tap.point === "input" && !need.section ? session.tracks.find((one) => one.id === need.tap.strip) : undefined;
    return track ? `${track.id} ${track.stemId}` : null;
  };
  return async (session, needs, options) => {
    const answers = new Map<string, Heard>();
    const open: Need[] = [];
    for (const need of needs) {
      const answer = known.get(keyOf(session, need) ?? "");
      if (answer) answers.set(need.id, answer);
      else open.push(need);
    }
    if (open.length === 0) return answers;
    for (const [id, answer] of await listen(session, open, options)) answers.set(id, answer);
    for (const need of open) {
      const key = keyOf(session, need);
      const answer = answers.get(need.id);
      if (key !== null && answer) known.set(key, answer);
    }
    return answers;
  };
}
