// A stem's role from its name, whole word by whole word: «01_bgvox_main» is a backing vocal, «OH L» the overheads' left side.
import type { Role } from "../session/schema.ts";
import { BACKING_WORDS, ROLE_WORDS, VOICE_WORDS } from "./role-words.ts";

export interface RoleGuess {
  readonly role: Role;
  /** 0 (nothing known) to 1. */
  readonly confidence: number;
  /** The side that the name speaks of: one half of a stereo pair in two files. */
  readonly side: "left" | "right" | null;
}

/** What one word of a name speaks for. */
interface Vote {
  readonly role: Role;
  readonly weight: number;
  /** 1 for a whole word, less for part of a compound. */
  readonly sureness: number;
}

const BY_WORD = new Map<string, { role: Role; weight: number }>();
for (const { role, weight, words } of ROLE_WORDS) {
  for (const word of words.split(" ")) if (!BY_WORD.has(word)) BY_WORD.set(word, { role, weight });
}
const BACKING = new Set(BACKING_WORDS.split(" "));
const VOICE = new Set(VOICE_WORDS.split(" "));

/** Weight of a voice: stronger than any instrument beside it («vox synth»), weaker than drums («snare voice»). */
const VOICE_WEIGHT = 80;
/** How much stronger two words that belong together speak than each of them («bass drum»). */
const JOINED_BONUS = 5;
/** Shortest part that a run-together word (`drumkick`) is taken apart into. */
const MIN_PART = 3;
/** A second role whose words speak nearly as strongly makes the first less sure. */
const RIVAL_WEIGHT = 15;

/** The role that a name speaks of; "other" with confidence 0 when no word of it is known. */
export function roleFromName(name: string): RoleGuess {
  const words = wordsOf(name);
  const side = sideOf(words);
  const votes = votesOf(words);
  if (words.some((word) => VOICE.has(word) || isVoiceCompound(word))) {
    const backing = words.some((word) => BACKING.has(word) || BACKING.has(withoutVoice(word)));
    const sureness = backing || words.some((word) => word.startsWith("lead")) ? 1 : 0.8;
    votes.push({ role: backing ? "backing-vocal" : "lead-vocal", weight: VOICE_WEIGHT, sureness: 1 });
    if (!backing) return guess("lead-vocal", sureness, votes, side);
  }
  let best: Vote | undefined;
  for (const vote of votes) if (!best || vote.weight * vote.sureness > best.weight * best.sureness) best = vote;
  return best ? guess(best.role, best.sureness, votes, side) : { role: "other", confidence: 0, side };
}

function guess(role: Role, sureness: number, votes: readonly Vote[], side: RoleGuess["side"]): RoleGuess {
  const weight = Math.max(...votes.filter((vote) => vote.role === role).map((vote) => vote.weight));
  const stronger = votes.find((vote) => vote.role !== role && vote.weight > weight);
  if (stronger) return guess(stronger.role, stronger.sureness, votes, side);
  const rivals = votes.some((vote) => vote.role !== role && vote.weight > weight - RIVAL_WEIGHT);
  return { role, confidence: Math.round(sureness * (rivals ? 0.7 : 0.9) * 100) / 100, side };
}

function votesOf(words: readonly string[]): Vote[] {
  const votes: Vote[] = [];
  words.forEach((word, index) => {
    const next = words[index + 1];
    const joined = next === undefined ? undefined : BY_WORD.get(word + next);
    if (joined) votes.push({ role: joined.role, weight: joined.weight + JOINED_BONUS, sureness: 1 });
    const whole = BY_WORD.get(word);
    if (whole) votes.push({ ...whole, sureness: 1 });
    else for (const part of partsOf(word)) votes.push({ ...part, sureness: 0.8 });
  });
  return votes;
}

/** Known words that a run-together word consists of: `bassgitarre`, `drumkick`. */
function partsOf(word: string): readonly { role: Role; weight: number }[] {
  for (let cut = MIN_PART; cut <= word.length - MIN_PART; cut++) {
    const head = BY_WORD.get(word.slice(0, cut));
    const tail = BY_WORD.get(word.slice(cut));
    if (head && tail) return [head, tail];
  }
  return [];
}

function withoutVoice(word: string): string {
  for (const voice of VOICE) if (voice.length >= MIN_PART && word.endsWith(voice)) return word.slice(0, -voice.length);
  return "";
}

function isVoiceCompound(word: string): boolean {
  const head = withoutVoice(word);
  return head !== "" && (BACKING.has(head) || head === "lead" || head === "main" || head === "ld");
}

function sideOf(words: readonly string[]): RoleGuess["side"] {
  const last = words.at(-1) ?? "";
  if (words.includes("left") || ["l", "links", "ohl"].includes(last)) return "left";
  if (words.includes("right") || ["r", "rechts", "ohr"].includes(last)) return "right";
  return null;
}

/**
 * The words of a name in lower case without accents: split at anything that is no letter or digit, at camelCase and
 * between letters and numbers (but `808`, `tom1` and `dx7` stay whole). Numbers that mean nothing are left out.
 */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}ー]+/u)
    .flatMap((word) => (BY_WORD.has(word) ? [word] : (word.match(/[\p{L}ー]+|\p{N}+/gu) ?? [])))
    .filter((word) => BY_WORD.has(word) || !/^\d+$/.test(word));
}
