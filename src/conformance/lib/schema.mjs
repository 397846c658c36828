import { existsSync, readFileSync } from 'node:fs';

/** Beside this file in the package, among the sources where they are. */
const PLACES = ['../server.json', '../../main/resources/web/schema/server.json'];

/** The JSON Schema of what a server says. */
export function serverSchema() {
  const place = PLACES.map(path => new URL(path, import.meta.url)).find(url => existsSync(url));
  return JSON.parse(readFileSync(place, 'utf8'));
}

const kindOf = value => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
};

/** What is wrong with `value`, as sentences that begin with the path to it. Knows the keywords that our schemas use. */
export function misfits(root, schema, value, path = '') {
  if (schema.$ref) return misfits(root, root.definitions[schema.$ref.split('/').at(-1)], value, path);
  if (schema.oneOf) return misfits(root, branch(root, schema.oneOf, value), value, path);
  const kinds = [schema.type ?? []].flat();
  const kind = kindOf(value);
  if (kinds.length && !kinds.includes(kind)) return [`${path || 'it'} is ${kind}, not ${kinds.join(' or ')}`];
  return [...limits(schema, value, path), ...inside(root, schema, value, path)];
}

/** The one that the `type` of the value names. */
function branch(root, choices, value) {
  const named = choices.map(({ $ref }) => root.definitions[$ref.split('/').at(-1)])
    .find(({ properties }) => properties?.type.const === value?.type);
  return named ?? { enum: [] };
}

function limits(schema, value, path) {
  const wrong = [];
  const must = (holds, what) => { if (!holds) wrong.push(`${path || 'it'} ${what}`); };
  if ('const' in schema) must(value === schema.const, `is not ${schema.const}`);
  if (schema.enum) must(schema.enum.includes(value), `is none of ${schema.enum.join(', ') || 'what belongs there'}`);
  if ('minimum' in schema) must(value >= schema.minimum, `is less than ${schema.minimum}`);
  if (schema.pattern) must(new RegExp(schema.pattern).test(value), `does not match ${schema.pattern}`);
  if ('minLength' in schema) must(value.length >= schema.minLength, 'is too short');
  if ('maxLength' in schema) must([...value].length <= schema.maxLength, 'is too long');
  if ('maxItems' in schema) must(value.length <= schema.maxItems, 'has too many items');
  return wrong;
}

function inside(root, schema, value, path) {
  const below = name => (path ? `${path}.${name}` : name);
  if (Array.isArray(value)) {
    return schema.items ? value.flatMap((item, n) => misfits(root, schema.items, item, below(n))) : [];
  }
  if (kindOf(value) !== 'object') return [];
  const missing = (schema.required ?? []).filter(name => !(name in value)).map(name => `${below(name)} is missing`);
  const wrong = Object.entries(value).flatMap(([name, part]) => {
    const rule = schema.properties?.[name] ?? schema.additionalProperties;
    return rule ? misfits(root, rule, part, below(name)) : [];
  });
  return [...missing, ...wrong];
}
