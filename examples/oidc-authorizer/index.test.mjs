import assert from "node:assert/strict";
import { createServer } from "node:http";
import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";

// A fictitious issuer: its key pair, and its tokens.
const ISSUER = "https://issuer.example";
const AUDIENCE = "activities";
const key = generateKeyPairSync("rsa", { modulusLength: 2048 });
const otherKey = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwks = { keys: [{ ...key.publicKey.export({ format: "jwk" }), kid: "k-1", alg: "RS256", use: "sig" }] };

Object.assign(process.env, { ISSUER, AUDIENCE });
const { handler, verifier } = await import("./index.mjs");
verifier.cacheJwks(jwks);

const METHOD = "arn:aws:execute-api:eu-west-1:123456789012:api0000000/dev/GET/api/activity/order/ORD-1";
const now = Math.floor(Date.now() / 1000);
const valid = { iss: ISSUER, aud: AUDIENCE, sub: "U-7", exp: now + 300 };

function token(claims, { privateKey = key.privateKey, kid = "k-1", alg = "RS256" } = {}) {
  const encoded = [{ alg, kid, typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = alg === "none" ? "" : sign("sha256", Buffer.from(encoded), privateKey).toString("base64url");
  return `${encoded}.${signature}`;
}

const request = (authorization, name = "Authorization") => ({ type: "REQUEST", methodArn: METHOD, headers: { [name]: authorization } });
const call = (claims, options) => handler(request(`Bearer ${token(claims, options)}`));
const refused = (answer) => assert.rejects(answer, { message: "Unauthorized" });

test("a valid token may call all methods of the API, as its subject", async () => {
  const answer = await call(valid);

  assert.equal(answer.principalId, "U-7");
  assert.deepEqual(answer.policyDocument.Statement, [
    { Action: "execute-api:Invoke", Effect: "Allow", Resource: "arn:aws:execute-api:eu-west-1:123456789012:api0000000/dev/*" },
  ]);
  assert.deepEqual(answer.context, valid);
});

test("an authorizer of the type TOKEN receives only the token", async () => {
  const answer = await handler({ type: "TOKEN", methodArn: METHOD, authorizationToken: `Bearer ${token(valid)}` });

  assert.equal(answer.principalId, "U-7");
});

test("upper and lower case of the header's name and of Bearer do not matter", async () => {
  const answer = await handler(request(`bearer ${token(valid)}`, "authorization"));

  assert.equal(answer.principalId, "U-7");
});

test("the context has arrays as texts with commas, and no objects", async () => {
  const claims = { ...valid, groups: ["staff", "support"], level: 3, admin: false, address: { city: "Paris" }, none: null, empty: [] };

  const { context } = await call(claims);

  assert.deepEqual(context, { ...valid, groups: "staff,support", level: 3, admin: false, empty: "" });
});

test("an item with a comma does not become two items", async () => {
  const { context } = await call({ ...valid, groups: ["guests,support", "staff", ["support"], { support: 1 }] });

  assert.equal(context.groups, "staff");
});

test("a claim cannot take the place of what the gateway itself writes", async () => {
  const { principalId, context } = await call({ ...valid, principalId: "admin", claims: "x", integrationLatency: 1 });

  assert.equal(principalId, "U-7");
  assert.deepEqual(context, valid);
});

test("an expired token is refused", () => refused(call({ ...valid, exp: now - 1 })));

test("a token that is not yet valid is refused", () => refused(call({ ...valid, nbf: now + 300 })));

test("a token without an end is refused", () => refused(call({ ...valid, exp: undefined })));

test("a token without a subject is refused", () => refused(call({ ...valid, sub: undefined })));

test("a token of another issuer is refused", () => refused(call({ ...valid, iss: "https://other.example" })));

test("a token for another audience is refused", () => refused(call({ ...valid, aud: "other" })));

test("a token with the signature of another key is refused", () => refused(call(valid, { privateKey: otherKey.privateKey })));

test("a token without a signature is refused", () => refused(call(valid, { alg: "none" })));

test("a token whose claims were changed is refused", () => {
  const [header, , signature] = token(valid).split(".");
  const changed = Buffer.from(JSON.stringify({ ...valid, sub: "admin" })).toString("base64url");

  return refused(handler(request(`Bearer ${header}.${changed}.${signature}`)));
});

test("a request without a token, and another text than a token, are refused", async () => {
  await refused(handler({ type: "REQUEST", methodArn: METHOD, headers: null }));
  await refused(handler(request("")));
  await refused(handler(request(`Basic ${token(valid)}`)));
  await refused(handler(request("Bearer no-token")));
  await refused(handler(request(`Bearer ${token(valid)} ${token(valid)}`)));
});

test("if the keys of the issuer cannot be read, the answer is not that the token is wrong", async () => {
  const { JwtVerifier } = await import("aws-jwt-verify");
  const { FetchError } = await import("aws-jwt-verify/error");
  const closed = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => closed.once("listening", resolve));
  const { port } = closed.address();
  await new Promise((resolve) => closed.close(resolve));
  const unreachable = JwtVerifier.create({ issuer: ISSUER, audience: AUDIENCE, jwksUri: `https://127.0.0.1:${port}/jwks.json` });
  const { verify } = verifier;
  verifier.verify = unreachable.verify.bind(unreachable);
  try {
    await assert.rejects(call(valid), FetchError);
  } finally {
    verifier.verify = verify;
  }
});

test("the function does not start without an issuer or an audience", async () => {
  for (const name of ["ISSUER", "AUDIENCE"]) {
    const before = process.env[name];
    delete process.env[name];
    await assert.rejects(import(`./index.mjs?without=${name}`), { message: /^ISSUER and AUDIENCE must be set/ });
    process.env[name] = before;
  }
});
