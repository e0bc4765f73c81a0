// Reads and writes one value of one strip.
import type { z } from "zod";
import { findDeclaration } from "../processors/catalog.ts";
import type { Address } from "./address.ts";
import { checked, checkInsert } from "./checks.ts";
import { badEdit } from "./errors.ts";
import { indexOf, itemOf, itemWithIndex, placed, placeOf, reordered, withoutIndex } from "./lists.ts";
import { automationSchema, busSchema, groupSchema, insertSchema, sendSchema, trackSchema } from "./schema.ts";
import type { Automation, Insert, MoveValue } from "./schema.ts";
import type { AnyStrip } from "./strips.ts";

export function getOnStrip(strip: AnyStrip, address: Address): MoveValue | undefined {
  const at = (insertId: string) => strip.inserts.find((one) => one.id === insertId);
  switch (address.kind) {
    case "field":
      return (strip as unknown as Record<string, MoveValue | undefined>)[address.field];
    case "insert-order":
      return strip.inserts.map((insert) => ({ id: insert.id }));
    case "insert":
      return itemWithIndex(strip.inserts, address.insertId);
    case "insert-field":
      return at(address.insertId)?.[address.field];
    case "insert-param":
      return parameterOf(at(address.insertId), address.name);
    case "list-field": {
      const items = parameterOf(at(address.insertId), address.name);
      return Array.isArray(items) ? items[address.index]?.[address.field] : undefined;
    }
    case "send":
      return itemWithIndex(strip.sends, address.sendId);
    case "send-field":
      return strip.sends.find((one) => one.id === address.sendId)?.[address.field];
    case "automation":
      return strip.automation.find((lane) => lane.parameter === address.parameter)?.points;
    default:
      return undefined;
  }
}

/** A parameter as the processor hears it: the declared default where the session leaves it out. */
export function parameterOf(insert: Insert | undefined, name: string): Insert["params"][string] | undefined {
  if (!insert) return undefined;
  if (Object.hasOwn(insert.params, name)) return insert.params[name];
  const spec = findDeclaration(insert.processor)?.parameters[name];
  if (!spec) return undefined;
  return spec.kind === "list" ? [] : spec.default;
}

export function setOnStrip(strip: AnyStrip, address: Address, path: string, value: MoveValue): AnyStrip {
  const where = `${strip.id} ${path}`;
  switch (address.kind) {
    case "field": {
      const field = (shapeOf(strip) as Record<string, z.ZodType | undefined>)[address.field];
      if (!field) throw badEdit(where, `This strip has no ${address.field}`, "Only tracks have a role and regions.");
      return { ...strip, [address.field]: checked(where, field, value) };
    }
    case "insert-order":
      return { ...strip, inserts: reordered(where, strip.inserts, value) };
    case "insert": {
      const others = strip.inserts.filter((one) => one.id !== address.insertId);
      if (value === null) return { ...strip, inserts: others, automation: withoutLanes(strip, `inserts.${address.insertId}.`) };
      const insert = checkInsert(checked(where, insertSchema, { ...withoutIndex(value), id: address.insertId }));
      return { ...strip, inserts: placed(others, insert, indexOf(value) ?? placeOf(strip.inserts, address.insertId)) };
    }
    case "insert-field":
      return changeInsert(strip, address.insertId, where, (insert) =>
        checkInsert(checked(where, insertSchema, { ...insert, [address.field]: value })),
      );
    case "insert-param":
      return changeInsert(strip, address.insertId, where, (insert) => withParameter(insert, address.name, value));
    case "list-field":
      return changeInsert(strip, address.insertId, where, (insert) => {
        const items = parameterOf(insert, address.name);
        if (!Array.isArray(items) || items[address.index] === undefined) {
          throw badEdit(where, "There is no such item in the list", "Write the whole list to add an item.");
        }
        const changed = items.map((item, index) => (index === address.index ? { ...item, [address.field]: value } : item));
        return withParameter(insert, address.name, changed as MoveValue);
      });
    case "send": {
      const others = strip.sends.filter((one) => one.id !== address.sendId);
      if (value === null) return { ...strip, sends: others, automation: withoutLanes(strip, `sends.${address.sendId}.`) };
      const send = checked(where, sendSchema, { ...withoutIndex(value), id: address.sendId });
      return { ...strip, sends: placed(others, send, indexOf(value) ?? placeOf(strip.sends, address.sendId)) };
    }
    case "send-field": {
      const send = itemOf(strip.sends, address.sendId, where);
      const changed = checked(where, sendSchema, { ...send, [address.field]: value });
      return { ...strip, sends: strip.sends.map((one) => (one === send ? changed : one)) };
    }
    case "automation": {
      const others = strip.automation.filter((lane) => lane.parameter !== address.parameter);
      if (value === null) return { ...strip, automation: others };
      const lane = checked(where, automationSchema, { parameter: address.parameter, points: value });
      const place = strip.automation.findIndex((one) => one.parameter === address.parameter);
      return { ...strip, automation: placed(others, lane, place < 0 ? undefined : place) };
    }
    default:
      throw badEdit(where, "This is no parameter of a strip", "");
  }
}

export function shapeOf(strip: AnyStrip): Record<string, unknown> {
  if ("stemId" in strip) return trackSchema.shape;
  return "output" in strip ? groupSchema.shape : busSchema.shape;
}

export function changeInsert(strip: AnyStrip, insertId: string, where: string, change: (insert: Insert) => Insert): AnyStrip {
  const insert = itemOf(strip.inserts, insertId, where);
  const changed = change(insert);
  return { ...strip, inserts: strip.inserts.map((one) => (one === insert ? changed : one)) };
}

export function withParameter(insert: Insert, name: string, value: MoveValue): Insert {
  return checkInsert({ ...insert, params: { ...insert.params, [name]: value as Insert["params"][string] } });
}

export function withoutLanes(strip: AnyStrip, prefix: string): Automation[] {
  return strip.automation.filter((lane) => !lane.parameter.startsWith(prefix));
}
