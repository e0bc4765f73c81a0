// Lists whose items have ids, such as inserts and sends: finding, placing and ordering them.
import { badEdit } from "./errors.ts";
import type { Insert, MoveValue } from "./schema.ts";

/** `items` with `item` at `index`, or last. */
export function placed<Item>(items: readonly Item[], item: Item, index: number | undefined): Item[] {
  const place = index === undefined ? items.length : Math.max(0, Math.min(items.length, index));
  return [...items.slice(0, place), item, ...items.slice(place)];
}

export function placeOf(items: readonly { readonly id: string }[], id: string): number | undefined {
  const place = items.findIndex((item) => item.id === id);
  return place < 0 ? undefined : place;
}

export function itemOf<Item extends { readonly id: string }>(items: readonly Item[], id: string, where: string): Item {
  const item = items.find((one) => one.id === id);
  if (item) return item;
  const known = items.map((one) => one.id).join(", ");
  throw badEdit(where, `There is no "${id}"`, known === "" ? "The strip has none." : `There are: ${known}.`);
}

export function itemWithIndex(items: readonly { readonly id: string }[], id: string): MoveValue | undefined {
  const index = placeOf(items, id);
  return index === undefined ? undefined : { ...items[index], index };
}

export function withoutIndex(value: MoveValue): object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== "index"));
}

export function indexOf(value: MoveValue): number | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return typeof value.index === "number" ? value.index : undefined;
}

export function reordered(where: string, inserts: readonly Insert[], value: MoveValue): Insert[] {
  const order = Array.isArray(value) ? value.map((item) => item.id) : [];
  const sorted = order.map((id) => inserts.find((insert) => insert.id === id));
  if (sorted.length !== inserts.length || new Set(order).size !== inserts.length || sorted.includes(undefined)) {
    throw badEdit(where, "An order must name every insert once", `The inserts: ${inserts.map((one) => one.id).join(", ")}.`);
  }
  return sorted as Insert[];
}
