import { JwtVerifier } from "aws-jwt-verify";
import { FetchError } from "aws-jwt-verify/error";
import { contextOf } from "./context.mjs";

const { ISSUER: issuer, AUDIENCE: audience, JWKS_URI: jwksUri } = process.env;
if (!issuer || !audience) throw new Error("ISSUER and AUDIENCE must be set to the claims iss and aud of the tokens.");
const customJwtCheck = ({ payload }) => {
  if (!payload.exp || !payload.sub) throw new Error("A token must have the claims exp and sub.");
};
export const verifier = JwtVerifier.create({ issuer, audience, customJwtCheck, ...(jwksUri && { jwksUri }) });

export const handler = async (event) => {
  const headers = Object.entries(event.headers ?? {}).filter(([name]) => name.toLowerCase() === "authorization");
  const token = /^Bearer +([^ ]+)$/i.exec(event.authorizationToken ?? headers[0]?.[1])?.[1];
  const claims = await verifier.verify(token ?? "").catch((error) => {
    // The gateway answers 401 for "Unauthorized", and 500 for any other error: the issuer cannot be reached.
    throw error instanceof FetchError ? error : new Error("Unauthorized");
  });
  // All methods of the API, because the gateway caches this answer. The read policy of the query function decides about each entity.
  const Resource = event.methodArn.split("/").slice(0, 2).join("/") + "/*";
  const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource }];
  return { principalId: claims.sub, policyDocument: { Version: "2012-10-17", Statement }, context: contextOf(claims) };
};
