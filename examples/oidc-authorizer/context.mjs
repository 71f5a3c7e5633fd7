/** Names that API Gateway itself adds to the context, or that the query function reads in another way. */
const RESERVED = ["principalId", "integrationLatency", "claims"];

const isScalar = (value) => ["string", "number", "boolean"].includes(typeof value);

/**
 * Returns the claims as the context of an authorizer, which can only have strings, numbers and booleans. An array becomes a string with
 * commas between its items. An item with a comma is left out, because the read policy would split it into two. Objects are left out.
 */
export const contextOf = (claims) =>
  Object.fromEntries(
    Object.entries(claims)
      .filter(([name]) => !RESERVED.includes(name))
      .map(([name, value]) => [name, Array.isArray(value) ? joined(value) : value])
      .filter(([, value]) => isScalar(value)),
  );

const joined = (items) =>
  items
    .filter((item) => isScalar(item) && !String(item).includes(","))
    .join(",");
