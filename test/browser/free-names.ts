// The names a bundle takes from its surroundings: those it uses and nowhere declares.
import { parseSync } from "vite";

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

/** Bare globals, and the members taken of `globalThis` or `self`. Names that are declared anywhere in the bundle don't count. */
export function freeNames(code: string): Set<string> {
  const { program, errors } = parseSync("bundle.js", code);
  if (errors[0]) throw new Error(errors[0].message);
  const used = new Set<string>();
  const declared = new Set<string>();
  walk(program as unknown as Node, used, declared, false);
  return new Set([...used].filter((name) => !declared.has(name)));
}

function walk(node: Node, used: Set<string>, declared: Set<string>, declares: boolean): void {
  if (node.type === "Identifier") (declares ? declared : used).add(node.name as string);
  for (const [key, value] of Object.entries(node)) {
    for (const child of (Array.isArray(value) ? value : [value]) as unknown[]) {
      if (!isNode(child)) continue;
      if (isLabel(node, key)) {
        if (isGlobalObject(node.object) && isNode(node.property)) used.add(String(node.property.name));
        continue;
      }
      walk(child, used, declared, declaresIn(node, key, declares));
    }
  }
}

/** A property's name is no reference. */
function isLabel(node: Node, key: string): boolean {
  if (node.type === "MemberExpression") return key === "property" && node.computed === false;
  const named = ["Property", "MethodDefinition", "PropertyDefinition"].includes(node.type);
  return named && key === "key" && node.computed === false;
}

function isGlobalObject(object: unknown): boolean {
  return isNode(object) && object.type === "Identifier" && ["globalThis", "self"].includes(object.name as string);
}

/** Whether an identifier at this place is being declared. */
function declaresIn(node: Node, key: string, declares: boolean): boolean {
  switch (node.type) {
    case "VariableDeclarator":
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ClassDeclaration":
    case "ClassExpression":
      return key === "id" || key === "params";
    case "ArrowFunctionExpression":
      return key === "params";
    case "CatchClause":
      return key === "param";
    case "AssignmentPattern":
      return declares && key === "left";
    case "ArrayPattern":
    case "ObjectPattern":
    case "RestElement":
      return declares;
    case "Property":
      return declares && key === "value";
    default:
      return false;
  }
}
